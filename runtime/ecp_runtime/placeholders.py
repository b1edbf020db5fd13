"""Words that stand where a name should: nobody is called so, and not finding them says nothing."""

from collections.abc import Iterator
from functools import lru_cache

from ecp_runtime.folding import is_blank, words

_ALONE = (
    *("?", "??", "???", "-", "--", "---", "—", "–", "_", "/", "//", "*", "**", "***", ".", "..."),
    *("0", "00", "000", "0000", "x", "xx", "xxx", "xxxx", "xxxxx", "yyy", "zzz", "test"),
    *("n/a", "n.a.", "n/d", "n.d.", "n.n.", "n.v.t.", "k.a.", "s/d", "s.o.", "h/o", "н/д", "б/н"),
    *("nil", "null", "none", "nan", "undefined", "empty", "blank", "ditto", "dummy"),
    *("various", "miscellaneous", "misc", "other", "others", "to order", "as above", "see above"),
    *("as per attached", "see attached", "see attachment", "same as above", "idem"),
    *("same as consignee", "same as shipper", "same as buyer", "to whom it may concern"),
)
"""Marks and words that name nobody, in whatever language."""

_UNKNOWN = (
    *("unknown", "not known", "unnamed", "no name", "nameless", "unspecified", "not specified"),
    *("undisclosed", "not disclosed", "unidentified", "not identified", "undetermined"),
    *("not available", "unavailable", "not applicable", "not provided", "not given", "not stated"),
    *("missing", "pending", "confidential", "anonymous", "withheld", "redacted"),
    *("tbd", "tba", "tbc", "tbn", "tbs", "to be advised", "to be announced", "to be confirmed"),
    *("to be decided", "to be defined", "to be determined", "to be named", "to be nominated"),
    *("to be specified", "to be provided", "to be given", "to follow", "will follow"),
)
"""English words for what is not known yet; the word for a party may come with them."""

_PARTIES = (
    *("name", "company", "customer", "client", "buyer", "seller", "supplier", "vendor", "party"),
    *("end user", "enduser", "user", "consignee", "recipient", "receiver", "importer", "entity"),
    *("final customer", "ultimate consignee", "company name", "the", "person", "organisation"),
)
"""English words for a party."""

_ELSEWHERE = (
    # German, Dutch, Scandinavian
    *("unbekannt", "nicht bekannt", "noch offen", "keine", "keine angabe", "keine angaben"),
    *(
        "wird nachgereicht",
        "entfällt",
        "ohne namen",
        "onbekend",
        "geen",
        "ukjent",
        "ukendt",
        "okänd",
    ),
    # French, Italian, Spanish, Portuguese
    *("inconnu", "inconnue", "néant", "aucun", "aucune", "non renseigné", "à confirmer"),
    *(
        "à définir",
        "à déterminer",
        "sans nom",
        "non communiqué",
        "sconosciuto",
        "nessuno",
        "ignoto",
    ),
    *("da definire", "da confermare", "desconocido", "desconocida", "ninguno", "sin nombre"),
    *("por definir", "por confirmar", "no disponible", "no aplica", "desconhecido", "nenhum"),
    *("a definir", "a confirmar", "sem nome", "não informado"),
    # Polish, Czech, Hungarian, Turkish
    *("brak", "nieznany", "nieznana", "neznámý", "neuvedeno", "ismeretlen", "nincs"),
    *("bilinmiyor", "belirsiz", "belirtilmemiş", "yok"),
    # Russian, Ukrainian, Greek, Arabic, Persian, Hebrew
    *("неизвестно", "неизвестен", "неизвестный", "нет", "нет данных", "не указано", "не указан"),
    *("уточняется", "отсутствует", "невідомо", "невідомий", "немає", "άγνωστο", "άγνωστος"),
    *("غير معروف", "غير محدد", "لا يوجد", "مجهول", "نامشخص", "نامعلوم", "לא ידוע"),
    # Chinese, Japanese, Korean
    *(
        "无",
        "没有",
        "未知",
        "未定",
        "待定",
        "待确认",
        "待通知",
        "待补充",
        "不明",
        "不详",
        "不知",
        "暂无",
    ),
    *("空白", "未填", "未提供", "未指定", "不适用", "保密", "同上", "无名", "无名称"),
    *(
        "なし",
        "ナシ",
        "無し",
        "未詳",
        "未確定",
        "未設定",
        "未入力",
        "不明です",
        "該当なし",
        "名称不明",
    ),
    *(
        "없음",
        "미정",
        "미상",
        "불명",
        "알 수 없음",
        "해당없음",
        "해당사항없음",
        "미확인",
        "추후통보",
    ),
)
"""The same in other languages."""


def _texts() -> Iterator[str]:
    yield from (*_ALONE, *_UNKNOWN, *_ELSEWHERE)
    for unknown in _UNKNOWN:
        for party in _PARTIES:
            yield f"{unknown} {party}"
            yield f"{party} {unknown}"


_PLACEHOLDERS = frozenset("".join(words(text)) for text in _texts())


_LONGEST = 60
"""No placeholder is written with more characters, whatever stands around its letters."""


@lru_cache(maxsize=10_000)
def says_nothing(text: str) -> bool:
    """Whether a text is blank or a placeholder: it is not known, and equals no other text."""
    if is_blank(text):
        return True
    # “none” says that there is nothing, which is known.
    return len(text) <= _LONGEST and text != "none" and is_placeholder("".join(words(text)))


def is_placeholder(folded: str) -> bool:
    """Whether a name, folded, is no name: a word for one that is not known, or no letters."""
    return folded in _PLACEHOLDERS
