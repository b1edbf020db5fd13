"""Words that stand where a name should: nobody is called so, and not finding them says nothing."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, product

from ecp_runtime.folding import is_blank, words

_ALONE = (
    *("?", "??", "???", "-", "--", "---", "—", "–", "_", "/", "//", "*", "**", "***", ".", "..."),
    *("0", "00", "000", "0000", "x", "xx", "xxx", "xxxx", "xxxxx", "yyy", "zzz", "test"),
    *("n/a", "n.a.", "n/d", "n.d.", "n.n.", "n.v.t.", "k.a.", "s/d", "s.o.", "h/o", "н/д", "б/н"),
    *("n/k", "s/n", "b.d.", "j.w."),
    *("nil", "null", "none", "nan", "undefined", "empty", "blank", "ditto", "dummy"),
    *("placeholder", "sample", "example", "name", "company name", "customer name", "lorem ipsum"),
    *("various", "miscellaneous", "misc", "other", "others", "to order", "as above", "see above"),
    *("as per attached", "see attached", "see attachment", "same as above", "idem"),
    *("see attached list", "as attached", "see below", "see annex", "see invoice", "see remarks"),
    *("various customers", "various parties", "several", "multiple", "to bearer", "bearer"),
    *("multiple end users", "several end users", "various end users", "multiple customers"),
    *("as per license", "as per licence", "as per contract", "as per order", "as per invoice"),
    *("cash customer", "one-time customer", "one time customer", "walk-in customer", "cpd"),
    *("stock", "for stock", "own stock", "private individual", "private person", "individual"),
    *("john doe", "jane doe", "max mustermann", "erika mustermann", "walk-in", "end users"),
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
    *("to be clarified", "to be selected", "to be found", "to be assigned", "to be supplied"),
    *("not yet known", "as yet unknown", "yet unknown", "currently unknown", "still unknown"),
    *("not yet determined", "not yet decided", "not yet defined", "not yet named", "not decided"),
    *("not yet confirmed", "not yet available", "not yet specified", "not confirmed", "not named"),
    *("under negotiation", "in negotiation", "under discussion", "under clarification"),
    *("not decided yet", "not known yet", "details to follow", "name to follow", "unclear"),
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
    *("keine", "keine angabe", "keine angaben", "wird nachgereicht", "folgt", "siehe anlage"),
    *("entfällt", "ohne namen", "ohne angabe", "diverse", "verschiedene", "platzhalter"),
    *("siehe anhang", "siehe oben", "siehe beilage", "in verhandlung", "wie oben", "dito"),
    *("onbekend", "nog onbekend", "nog niet bekend", "niet bekend", "nader te bepalen", "geen"),
    *("volgt nog", "zie bijlage", "diversen", "niet van toepassing", "in onderhandeling"),
    *("ukjent", "ukendt", "okänd", "okänt", "ikke kjent", "ikke kendt", "ej känd", "tuntematon"),
    *("følger", "se vedlegg", "se bilag", "se bilaga", "ikke oplyst", "ikke oppgitt", "ej angivet"),
    # French, Italian, Spanish, Portuguese
    *("néant", "aucun", "aucune", "non renseigné", "à confirmer", "à définir", "à déterminer"),
    *("sans nom", "non communiqué", "à préciser", "à venir", "pas encore connu", "non connu"),
    *("voir annexe", "voir pièce jointe", "divers", "en cours de négociation", "non précisé"),
    *("nessuno", "ignoto", "da definire", "da confermare", "da determinare", "non noto"),
    *("non ancora noto", "vedi allegato", "vari", "in trattativa", "da comunicare", "segue"),
    *("pendiente", "pendiente de confirmar", "pendente", "in attesa", "en attente", "ausstehend"),
    *("ninguno", "sin nombre", "por definir", "por confirmar", "no disponible", "no aplica"),
    *("por determinar", "aún no conocido", "no conocido", "ver adjunto", "ver anexo", "varios"),
    *("en negociación", "sin especificar", "no especificado", "a designar", "por designar"),
    *("nenhum", "a definir", "a confirmar", "sem nome", "não informado", "a determinar"),
    *("ainda desconhecido", "não conhecido", "ver anexo", "em negociação", "vários", "diversos"),
    # Polish, Czech, Hungarian, Romanian, Turkish
    *("brak", "nieznany", "nieznana", "brak danych", "do ustalenia", "do uzupełnienia"),
    *("nie dotyczy", "w trakcie negocjacji", "patrz załącznik", "jeszcze nieznany", "różni"),
    *("neznámý", "neuvedeno", "bude upřesněno", "není znám", "viz příloha", "různí", "neurčeno"),
    *("ismeretlen", "nincs", "nem ismert", "még nem ismert", "lásd melléklet", "később"),
    *("necunoscut", "nu se aplică", "nespecificat", "vezi anexa"),
    *("bilinmiyor", "belirsiz", "belirtilmemiş", "yok", "henüz belli değil", "belli değil"),
    *("belirlenecek", "sonra bildirilecek", "bildirilecek", "muhtelif", "ekte", "bilinmeyen"),
    # Russian, Ukrainian, Greek, Arabic, Persian, Hebrew
    *("нет", "нет данных", "не указано", "не указан", "уточняется", "отсутствует", "разные"),
    *("будет уточнено", "подлежит уточнению", "пока неизвестно", "пока неизвестен", "не известно"),
    *("ещё не известно", "ведутся переговоры", "см. приложение", "не определено", "не определён"),
    *("невідомо", "невідомий", "немає", "уточнюється", "не вказано", "див. додаток"),
    *("άγνωστο", "άγνωστος", "δεν είναι γνωστό", "υπό διαπραγμάτευση", "διάφοροι", "εκκρεμεί"),
    *("غير معروف", "غير محدد", "لا يوجد", "مجهول", "غير معلوم", "يحدد لاحقا", "سيحدد لاحقا"),
    *("قيد التفاوض", "انظر المرفق", "غير متوفر", "متنوع"),
    *("نامشخص", "نامعلوم", "ناشناس", "در حال مذاکره", "اعلام خواهد شد", "متعاقبا اعلام می‌شود"),
    *("לא ידוע", "טרם ידוע", "טרם נקבע", "לא צוין", "ראה נספח", "שונים"),
    # Chinese, Japanese, Korean
    *("无", "没有", "未知", "未定", "待定", "待确认", "待通知", "待补充", "不明", "不详", "不知"),
    *("暂无", "空白", "未填", "未提供", "未指定", "不适用", "保密", "同上", "无名", "无名称"),
    *(
        "尚未确定",
        "尚未知晓",
        "尚不清楚",
        "暂未确定",
        "暂定",
        "洽谈中",
        "谈判中",
        "待告知",
        "待核实",
    ),
    *("见附件", "详见附件", "见附表", "多家", "各种", "占位符", "未披露", "未确定", "不清楚"),
    *("なし", "ナシ", "無し", "未詳", "未確定", "未設定", "未入力", "不明です", "該当なし"),
    *("名称不明", "未決定", "未定です", "交渉中", "商談中", "確認中", "別途連絡", "後日連絡"),
    *("別紙参照", "別添参照", "各社", "調整中", "検討中", "非公開", "非開示"),
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
    *(
        "협의 중",
        "협상 중",
        "확인 중",
        "추후 확정",
        "추후 결정",
        "첨부 참조",
        "별첨 참조",
        "비공개",
    ),
)
"""The same in other languages."""

_OF_PARTIES = (
    (
        *("unbekannt", "unbekannter", "nicht bekannt", "noch nicht bekannt", "noch unbekannt"),
        *("noch offen", "zu klären", "noch zu klären", "in klärung", "wird geklärt", "steht aus"),
        *("wird noch benannt", "wird noch mitgeteilt", "noch nicht festgelegt", "zu bestimmen"),
    ),
    (
        *("name", "firma", "kunde", "endkunde", "käufer", "empfänger", "endverwender"),
        *("endempfänger", "endverbraucher", "lieferant"),
    ),
    ("inconnu", "inconnue"),
    ("nom", "client", "client final", "destinataire", "utilisateur final", "société", "acheteur"),
    ("sconosciuto", "sconosciuta"),
    ("cliente", "cliente finale", "destinatario", "utilizzatore finale", "nome", "società"),
    ("desconocido", "desconocida", "desconhecido", "desconhecida"),
    ("cliente", "cliente final", "destinatario", "usuario final", "nombre", "empresa", "nome"),
    ("неизвестно", "неизвестен", "неизвестный", "неизвестна", "не известен"),
    ("получатель", "покупатель", "клиент", "заказчик", "конечный пользователь", "грузополучатель"),
    ("未知", "不明", "不详", "待定", "未定", "未确定", "待确认"),
    (
        "客户",
        "最终用户",
        "最终客户",
        "买方",
        "收货人",
        "公司",
        "公司名称",
        "名称",
        "用户",
        "需要者",
        "顧客",
    ),
    ("미정", "미상", "불명"),
    ("최종사용자", "고객", "수하인", "구매자", "회사명"),
)
"""Words for what is not known yet in a language, then its words for a party, and so on."""

_OF_CELLS = re.compile(r"#¡?[\w/]+[!?]|#(?:N/?[AVD]|Н/Д|NO DISPONIBLE)|Err:\d+", re.IGNORECASE)
"""What spreadsheets show in a cell that they cannot work out, such as `#REF!`."""


def _texts() -> Iterator[str]:
    yield from (*_ALONE, *_UNKNOWN, *_ELSEWHERE)
    for unknown in _UNKNOWN:
        for party in _PARTIES:
            yield f"{unknown} {party}"
            yield f"{party} {unknown}"
    for unknowns, parties in zip(_OF_PARTIES[::2], _OF_PARTIES[1::2], strict=True):
        yield from unknowns
        for unknown, party in product(unknowns, parties):
            yield from (f"{unknown} {party}", f"{party} {unknown}")


_PLACEHOLDERS = frozenset("".join(words(text)) for text in _texts())

_NUMBERED = frozenset("".join(words(text)) for text in (*_PARTIES, *chain(*_OF_PARTIES[1::2])))
"""Words for a kind of party, which name nobody, with or without a number."""

_BESIDE_NUMBERS = frozenset(("no", "nr", "num", "number", "the"))

_OPEN = frozenset(("tbd", "tba", "tbc", "tbn"))
"""What begins or ends with one of these is still open, whatever else it says."""

_REPEATED = re.compile(r"(x{3,}|y{3,}|z{3,}|0{2,}|〇{2,})")
"""Signs that hold the place of others."""


_LONGEST = 60
"""No placeholder is written with more characters, whatever stands around its letters."""


def says_nothing(text: str, parts: Sequence[str]) -> bool:
    """Whether a text is blank or a placeholder.

    Args:
        text: The text as it is written.
        parts: Its words, folded.
    """
    if len(text) > _LONGEST:
        return is_blank(text)
    if is_blank(text) or is_of_cell(text) or is_placeholder("".join(parts)):
        return True
    if not _OPEN.isdisjoint((parts[0], parts[-1])) or _REPEATED.fullmatch("".join(parts)):
        return True
    named = [part for part in parts if not (part.isdigit() or part in _BESIDE_NUMBERS)]
    if not named:
        return any(part in _BESIDE_NUMBERS for part in parts)
    return all(map(is_placeholder, named)) or "".join(named) in _NUMBERED


def is_placeholder(folded: str) -> bool:
    """Whether a text, folded, is a word for a name that is not known."""
    return folded in _PLACEHOLDERS


def is_of_cell(text: str) -> bool:
    """Whether a text is what a spreadsheet shows in place of a value."""
    return text[:1] in "#Ee" and _OF_CELLS.fullmatch(text.rstrip()) is not None
