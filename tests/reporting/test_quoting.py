"""Which texts count as quoting another one, whatever their scripts."""

import pytest

from reporting.leaks import quotes

LATIN = "He wrote to me every night in March"
THAI = "เขาเขียนถึงฉันทุกคืนในเดือนมีนาคม"
CHINESE = "他每天晚上都写信给我说很多坏话"

HINDI = "उसने मुझे हर रात संदेश लिखे और धमकी दी"
MALAYALAM = "അവൻ എനിക്ക് എല്ലാ രാത്രിയും സന്ദേശം അയച്ചു"


@pytest.mark.parametrize(
    ("text", "other", "found"),
    [
        ("क्या आपने हर रात संदेश लिखे?", HINDI, True),
        ("क्या मुझे हर दिन", HINDI, False),
        ("उसने धमकी दी", HINDI, False),
        (f"ചോദ്യം: {MALAYALAM}", MALAYALAM, True),
        ("അവൻ എനിക്ക് ഒരു", MALAYALAM, False),
        ("He\u200d wrote\u200b to\u00ad me", LATIN, True),
        ("Did you say: he wrote to me EVERY night?", LATIN, True),
        ("He wrote to somebody", LATIN, False),
        ("He wrote to 他 every night", "He wrote to 他 every night in March", True),
        ("Is it so that he wrote to me? 他说的", LATIN, True),
        ("Is it so that he wrote to me?", f"{LATIN}. 他说的", True),
        (f"ก {LATIN}", f"{LATIN} 他", True),
        ("请问：他每天晚上都写信给我，对吗？", CHINESE, True),
        ("Please: 他每天晚上都写信给我", CHINESE, True),
        ("请问：他每天晚上都写信给我", f"{CHINESE} on my page", True),
        ("他每天晚", CHINESE, False),
        ("他每天晚上 every", CHINESE, False),
        (THAI[:12], f"{THAI} on my talk page", True),
        (f"On my page {THAI[:12]}", THAI, True),
        ("", LATIN, False),
        (LATIN, "", False),
        ("他", "他", False),
    ],
)
def test_runs_of_words_are_found_whatever_else_the_texts_hold(text, other, found):
    assert quotes(text, [other]) is found


def test_what_may_be_shared_may_be_quoted():
    assert not quotes("he wrote to me", [LATIN], allowed=[f"他说 {LATIN}"])
    assert quotes("he wrote to me every night", [LATIN], allowed=["he wrote to me"])
