"""Ids of sessions and of other objects, right, mistyped and not searchable."""

from __future__ import annotations

import pytest

from sessions_browser.search.interpretation import Kind
from tests.unit.search.pasting import Cases, S, check_case, understand

CASES: Cases = [
    # Sessions
    ("{S}", Kind.SESSION, "{S}"),
    (" {S}\n", Kind.SESSION, "{S}"),
    ("<{S}>", Kind.SESSION, "{S}"),
    ("“{S}”", Kind.SESSION, "{S}"),
    ("{S}.", Kind.SESSION, "{S}"),
    ("({L})", Kind.SESSION, "{L}"),
    ("id={S}", Kind.SESSION, "{S}"),
    ("session_id={S}&x=1", Kind.SESSION, "{S}"),
    ("https://checkout.stripe.com/c/pay/{L}#fidkdWxO", Kind.SESSION, "{L}"),
    ("checkout.stripe.com/c/pay/{S}", Kind.SESSION, "{S}"),
    ("https://shop.example/thanks?session_id={S}&x=1", Kind.SESSION, "{S}"),
    ("https://shop.example/thanks/{S}/", Kind.SESSION, "{S}"),
    ("https%3A%2F%2Fshop.example%2F%3Fsession_id%3D{S}", Kind.SESSION, "{S}"),
    ("the id is {S}, thanks", Kind.SESSION, "{S}"),
    ("{S} {S}", Kind.SESSION, "{S}"),
    ("{S}_secret_fidkdWxO", Kind.SESSION, "{S}"),
    ("cs_test\u200b_a1B2", Kind.SESSION, "cs_test_a1B2"),
    ("https://dashboard.stripe.com/test/checkout/sessions/{S}", Kind.SESSION, "{S}"),
    ("{L}\ufeff", Kind.SESSION, "{L}"),
    ("\u202e{S}", Kind.SESSION, "{S}"),
    # Mistyped ids
    ("CS_TEST_A1B2", Kind.EXPLAINED, "cs_test_A1B2"),
    ("cs_tset_a1B2c3", Kind.EXPLAINED, "cs_test_a1B2c3"),
    ("cs-live-a1B2c3", Kind.EXPLAINED, "cs_live_a1B2c3"),
    ("cs_tets_a1B2c3", Kind.EXPLAINED, "cs_test_a1B2c3"),
    ("cs_lvie_a1B2c3", Kind.EXPLAINED, "cs_live_a1B2c3"),
    ("Cs_test_a1B2c3", Kind.EXPLAINED, "cs_test_a1B2c3"),
    ("cs_test_", Kind.EXPLAINED, ""),
    ("cs_live", Kind.EXPLAINED, ""),
    ("cs_prod_a1", Kind.EXPLAINED, ""),
    ("cs_test_{LONG}", Kind.EXPLAINED, ""),
    ("CUS_abc", Kind.EXPLAINED, "cus_abc"),
    ("Pi_3Abc", Kind.EXPLAINED, "pi_3Abc"),
    ("cus_", Kind.EXPLAINED, ""),
    ("pi_", Kind.EXPLAINED, ""),
    ("plink_", Kind.EXPLAINED, ""),
    ("cus_../../x", Kind.EXPLAINED, ""),
    ("plink_a_b", Kind.EXPLAINED, ""),
    ("sub_é", Kind.EXPLAINED, ""),
    # Other ids
    ("cus_Abc123", Kind.PERSON, "customer=cus_Abc123"),
    ("'cus_Abc123'", Kind.PERSON, "customer=cus_Abc123"),
    ("pi_3Abc", Kind.LIST, "payment_intent=pi_3Abc opens"),
    ("pi_3Abc_secret_xyz", Kind.LIST, "payment_intent=pi_3Abc opens"),
    ("sub_1Abc", Kind.LIST, "subscription=sub_1Abc opens"),
    ("plink_1Abc", Kind.LIST, "payment_link=plink_1Abc"),
    ("acct_1A", Kind.LIST, "customer_account=acct_1A"),
    ("customer cus_Abc123", Kind.PERSON, "customer=cus_Abc123"),
    ("\tcus_Abc123\t", Kind.PERSON, "customer=cus_Abc123"),
    ("pi_3Abc,", Kind.LIST, "payment_intent=pi_3Abc opens"),
    # Not searchable
    ("in_1Abc", Kind.EXPLAINED, ""),
    ("ch_3X", Kind.EXPLAINED, ""),
    ("py_3X", Kind.EXPLAINED, ""),
    ("re_3X", Kind.EXPLAINED, ""),
    ("pyr_1", Kind.EXPLAINED, ""),
    ("dp_1", Kind.EXPLAINED, ""),
    ("du_1", Kind.EXPLAINED, ""),
    ("txn_1", Kind.EXPLAINED, ""),
    ("seti_1", Kind.EXPLAINED, ""),
    ("evt_1", Kind.EXPLAINED, ""),
    ("req_abc", Kind.EXPLAINED, ""),
    ("price_1", Kind.EXPLAINED, ""),
    ("prod_1", Kind.EXPLAINED, ""),
    ("si_1", Kind.EXPLAINED, ""),
    ("li_1", Kind.EXPLAINED, ""),
    ("pm_1", Kind.EXPLAINED, ""),
    ("card_1", Kind.EXPLAINED, ""),
    ("promo_1", Kind.EXPLAINED, ""),
    ("pk_test_abc", Kind.EXPLAINED, ""),
]


@pytest.mark.parametrize(("pasted", "kind", "place"), CASES, ids=range(len(CASES)))
def test_an_id_is_recognised(pasted: str, kind: Kind, place: str) -> None:
    check_case(pasted, kind, place)


@pytest.mark.parametrize(
    ("pasted", "summary"),
    [
        (f"{S}_secret_x", "The secret part behind the ID was dropped"),
        ("in_1Abc", "is an invoice: sessions cannot be found by it"),
    ],
)
def test_what_an_id_is_and_what_was_dropped_is_said(pasted: str, summary: str) -> None:
    assert summary in understand(pasted).summary
