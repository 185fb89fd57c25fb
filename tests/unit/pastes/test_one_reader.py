"""The box, the filter and the caller check read the same paste alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.pastes.readers import box_email, filter_email, is_email_of
from tests.unit.strategies import any_text

ANA = "ana@example.com"
# Each names ana@example.com.
PASTES_OF_ANA = r"""
ana@example.com
mailto:ana@example.com
MAILTO:ana@example.com
mailto://ana@example.com
mailto:ana@example.com?subject=Order%2012
mailto:ana%40example.com
<ana@example.com>
<mailto:ana@example.com>
(ana@example.com)
[ana@example.com]
{ana@example.com}
"ana@example.com"
'ana@example.com'
`ana@example.com`
“ana@example.com”
‘ana@example.com’
„ana@example.com“
«ana@example.com»
»ana@example.com«
‹ana@example.com›
*ana@example.com*
|ana@example.com|
ana@example.com,
ana@example.com;
ana@example.com.
ana@example.com:
ana@example.com!
ana@example.com?
ana@example.com…
ana@example.com...
ana@example.com-
ana@example.com--
ana@example.com –
ana@example.com–
ana@example.com—
ana@example.com -
—ana@example.com
•ana@example.com
• ana@example.com
- ana@example.com
> ana@example.com
→ana@example.com
→ ana@example.com
ana@example.com→
ana@example.com→bob
ana@example.com->bob
ana@example.com=>bob
ana@example.com#comment
ana@example.com #comment
ana@example.com's
ana@example.com’s
ana@example.com's order
ana@example.com/
ana@example.com/orders
ana@example.com\\
ana@example.com)
ana@example.com>
ana@example.com"
ana@example.com&x=1
ana@example.com=
ana@example.com_
ana@example.com\t
ana@example.comさん
＜ana@example.com＞
（ana@example.com）
ana＠example.com
ana﹫example.com
ａｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ
ana@example。com
　ana@example.com
ana%40example.com
[ana@example.com](mailto:ana@example.com)
[Ana](mailto:ana@example.com)
[mail](mailto:ana@example.com?subject=Hi)
😀ana@example.com😀
✉ ana@example.com
、ana@example.com、
¿ana@example.com?
<a href="mailto:ana@example.com">
<a href="mailto:ana@example.com">Ana</a>
<a href='mailto:ana@example.com'>ana@example.com</a>
E-Mail:ana@example.com
E-Mail: ana@example.com
E-mail:ana@example.com
email:ana@example.com
Email: ana@example.com
mail:ana@example.com
Mail: ana@example.com
e-mail=ana@example.com
email=ana@example.com
email=ana%40example.com
customer_email=ana@example.com
customer_email=ana%40example.com
?customer_email=ana%40example.com
customer_details[email]=ana@example.com
prefilled_email=ana%40example.com
"email":"ana@example.com"
"email": "ana@example.com",
{"email": "ana@example.com"}
'email': 'ana@example.com'
"customer_email": "ana@example.com"
"receipt_email" : "ana@example.com"
email => ana@example.com
from:ana@example.com
From: ana@example.com
to:ana@example.com
To: ana@example.com
Reply-To: ana@example.com
Order:12345 ana@example.com
Order: 12345 ana@example.com
Order#12345 ana@example.com
Kunde:ana@example.com
Customer: ana@example.com
customer:ana@example.com
Ana Souza <ana@example.com>
"Ana Souza" <ana@example.com>
"Souza, Ana" <ana@example.com>
Ana<ana@example.com>
From: Ana Souza <ana@example.com>
Ana Souza [mailto:ana@example.com]
Ana Souza (ana@example.com)
Ana Souza ana@example.com
please find ana@example.com
the customer is ana@example.com, thanks
ana@example.com 2125551234
2125551234 ana@example.com
ana@example.com 1512345678
ana@example.com 1700000000
ana@example.com +49 1512345678
ana@example.com +1 (212) 555-1234
ana@example.com 1795000000000
ana@example.com 4242
ana@example.com ana@example.com
ana@example.com\nana@example.com
ana@example.com <ana@example.com>
ana@example.com\r\n
an\u200ba@example.com
ana@example.com\u200b
ana@example.com\u2060
\ufeffana@example.com
\u202aana@example.com\u202c
\u2068ana@example.com\u2069
ana@exam\u00adple.com
ana\u200d@example.com
ana@\u034fexample.com
\u00a0ana@example.com\u00a0
\u202fana@example.com
ana@example.com\u3000
https://shop.example/?email=ana@example.com
https://shop.example/?email=ana%40example.com
https://shop.example/account/ana@example.com
https://buy.example/pay?prefilled_email=ana%40example.com&x=1
https://www.google.com/url?q=mailto:ana@example.com
https://www.google.com/url?q=https://shop.example/?email%3Dana@example.com&sa=D
https://eur01.safelinks.protection.outlook.com/?url=mailto%3Aana%40example.com&data=05%7C02%7Cagent%40corp.example%7Cabc
https://urldefense.com/v3/__mailto:ana@example.com__;!!AbC!dEf$
""".strip().split("\n")
# Each names another person than ana@example.com, or several, or none that is whole.
OTHERS = r"""
bob@example.com -> bob@example.com
ana@example.com.br -> ana@example.com.br
ana.souza+shop@example.com -> ana.souza+shop@example.com
Ana@Example.com -> Ana@Example.com
o'brien@example.com -> o'brien@example.com
ana_@example.com -> ana_@example.com
ana-maria@ex-ample.com -> ana-maria@ex-ample.com
ana+q=1@example.com -> ana+q=1@example.com
photo=ana@example.com -> photo=ana@example.com
ana@example.com、bob@example.com ->
ana=bob@example.com -> ana=bob@example.com
hanako@例え.jp -> hanako@例え.jp
ana@müller.example -> ana@müller.example
ana@mu\u0308ller.example -> ana@müller.example
ana@xn--mller-kva.example -> ana@xn--mller-kva.example
josé@bücher.example -> josé@bücher.example
ana@example.museum -> ana@example.museum
a@b.co -> a@b.co
1234567890@example.com -> 1234567890@example.com
+4915112345@sms.example -> +4915112345@sms.example
a%zz@example.com -> a%zz@example.com
ana@example.com bob@example.com ->
ana@example.com,bob@example.com ->
ana@example.com;bob@example.com ->
ana@example.com/bob@example.com ->
<ana@example.com><bob@example.com> ->
[ana@example.com](mailto:bob@example.com) ->
ana@example.com cus_1 ->
a@b@c.example ->
ana@example ->
ana@example..com ->
@example.com ->
ana@ ->
example.com ->
""".strip().split("\n")


def spelled(line: str) -> str:
    """With the characters that the table has as escapes."""
    return line.encode("latin-1", "backslashreplace").decode("unicode_escape")


@pytest.mark.parametrize("line", PASTES_OF_ANA)
def test_all_three_see_the_same_person(line: str) -> None:
    """C, B4: one paste was cleaned one way in the box, another in the filter and the check."""
    pasted = spelled(line)
    assert (box_email(pasted), filter_email(pasted)) == (ANA, ANA)
    assert is_email_of(ANA, pasted)
    assert not is_email_of("bob@example.com", pasted)


@pytest.mark.parametrize("line", OTHERS)
def test_all_three_see_another_person_or_none(line: str) -> None:
    pasted, _, email = map(spelled, line.partition(" ->"))
    email = email.strip()
    assert box_email(pasted) == email
    assert filter_email(pasted) in ((email,) if email else ("", pasted))
    assert not is_email_of(ANA, pasted) or email.casefold() == ANA
    assert not email or is_email_of(email, pasted)


WORDS = """
    ana@example.com bob@b.example Ana < > mailto: 's → # = email : / @ ＠ ( ]( %40 https:// ?q=
    yesterday 2125551234 .
    """
PIECES = st.sampled_from([*WORDS.split(), "\u200b", " ", "\n"])


@given(st.lists(PIECES | any_text, max_size=6).map("".join))
def test_no_two_readers_see_different_people(text: str) -> None:
    # No browser sends half of a surrogate pair, and the form refuses NUL.
    text = text.encode("utf-8", "ignore").decode().replace("\x00", "")
    in_box, in_filter = box_email(text), filter_email(text)
    is_email_of(ANA, text)
    if in_box:
        assert in_filter == in_box
        assert is_email_of(in_box, text)
