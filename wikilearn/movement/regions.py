"""Regions of the United Nations' M49 standard, and which ISO 3166-1 territories lie in them.

Source: UN Statistics Division, "Standard country or area codes for statistical use (M49)". Kosovo (`XK`, user-assigned)
and Taiwan (`TW`), which M49 does not list, and Antarctica (`AQ`), are placed as CLDR's territory containment does.
Names come from CLDR through Babel in any language.
"""

from functools import cache

from babel import Locale, UnknownLocaleError

WORLD = "001"

PARENTS = {
    "002": WORLD,
    "015": "002",
    "202": "002",
    "014": "202",
    "017": "202",
    "018": "202",
    "011": "202",
    "019": WORLD,
    "419": "019",
    "029": "419",
    "013": "419",
    "005": "419",
    "021": "019",
    "142": WORLD,
    "143": "142",
    "030": "142",
    "035": "142",
    "034": "142",
    "145": "142",
    "150": WORLD,
    "151": "150",
    "154": "150",
    "039": "150",
    "155": "150",
    "009": WORLD,
    "053": "009",
    "054": "009",
    "057": "009",
    "061": "009",
}
"""Each region and the one it lies in."""

TERRITORIES = {
    "015": "DZ EG EH LY MA SD TN",
    "014": "BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW",
    "017": "AO CD CF CG CM GA GQ ST TD",
    "018": "BW LS NA SZ ZA",
    "011": "BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG",
    "029": "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI",
    "013": "BZ CR GT HN MX NI PA SV",
    "005": "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE",
    "021": "BM CA GL PM US",
    "143": "KG KZ TJ TM UZ",
    "030": "CN HK JP KP KR MN MO TW",
    "035": "BN ID KH LA MM MY PH SG TH TL VN",
    "034": "AF BD BT IN IR LK MV NP PK",
    "145": "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
    "151": "BG BY CZ HU MD PL RO RU SK UA",
    "154": "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ",
    "039": "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA XK",
    "155": "AT BE CH DE FR LI LU MC NL",
    "053": "AU CC CX HM NF NZ",
    "054": "FJ NC PG SB VU",
    "057": "FM GU KI MH MP NR PW UM",
    "061": "AS CK NU PF PN TK TO TV WF WS",
    WORLD: "AQ",
}
"""The territories of each smallest region."""


def region_of_each() -> dict[str, str]:
    """ISO 3166-1 alpha-2 code → M49 code of the smallest region it lies in."""
    return {code: region for region, codes in TERRITORIES.items() for code in codes.split()}


def above(region: str) -> list[str]:
    """The region itself and those it lies in, up to the continent.

    >>> above("155")
    ['155', '150']
    """
    found = []
    while region != WORLD:
        found.append(region)
        region = PARENTS[region]
    return found


@cache
def name_of(code: str, tag: str) -> str:
    """CLDR's name of a territory or region in the language of a BCP 47 tag; English, then the code, failing that."""
    for spoken in (tag, tag.split("-", maxsplit=1)[0], "en"):
        try:
            name = Locale.parse(spoken, sep="-").territories.get(code)
        except (UnknownLocaleError, ValueError):
            continue
        if name:
            return str(name)
    return code
