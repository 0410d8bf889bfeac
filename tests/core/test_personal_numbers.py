import pytest

from lianxiao.core.personal_numbers import UnmaskedNumbers, find_personal_numbers, refuse_personal_numbers

# All numbers are made up; their check digits are right.
IDENTITY, PHONE = "11010519491231002X", "13800138000"
CARD = "4111111111111111"


def kinds(text: str) -> list[str]:
    return [str(found.kind.value) for found in find_personal_numbers(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"身份证号{IDENTITY}。", "identity"),
        ("身份证 110105 19491231 002x", "identity"),
        ("身份证１１０１０５１９４９１２３１００２Ｘ", "identity"),
        ("110105194912\u200b31002X", "identity"),
        (f"联系电话：{PHONE}", "phone"),
        ("手机 138-0013-8000", "phone"),
        ("手机138–0013–8000", "phone"),
        ("+86 138 0013 8000", "phone"),
        ("8613800138000", "phone"),
        (f"卡号 {CARD}", "account"),
        ("4111 1111 1111 1111", "account"),
        ("开户行：某银行；账号：210501234567890", "account"),
        ("Account no. 210501234567890", "account"),
    ],
)
def test_a_number_of_a_person_is_found_however_it_is_written(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310021",  # wrong check digit
        "11010519491331002X",  # no such month
        "138****8000",
        "1101**********002X",
        "024-62200000",
        "12800138000",
        "4111111111111112",
        "2020年8月20日 2020-08-20 17:00",
        "辽教办〔2020〕101号",
        "20201231235959",
        "项目编号 LN-LH-2020-001，经费1000000元",
        "流水号 210501234567890",
        "校验 abc4111111111111111",
        "4121010140 4121010141 4121010145",
    ],
)
def test_dates_numbers_of_documents_masked_and_wrong_numbers_pass(text: str) -> None:
    assert kinds(text) == []


def test_numbers_side_by_side_are_each_found() -> None:
    text = f"{PHONE} 13900139000 {IDENTITY} 4111-1111-1111-1111 2020-08-20 {PHONE}"
    assert kinds(text) == ["phone", "phone", "identity", "account", "phone"]


def test_a_public_credit_code_is_no_card_although_its_digits_would_do() -> None:
    assert kinds("统一社会信用代码 522100004795882020") == []


def test_the_place_is_the_line_and_the_number_is_masked_in_the_message() -> None:
    (found,) = find_personal_numbers(f"一、事项\n二、联系人 {PHONE}")
    assert (found.line, found.shown) == (2, "138******00")


def test_all_places_are_named_at_once_without_the_numbers_themselves() -> None:
    with pytest.raises(UnmaskedNumbers) as refusal:
        refuse_personal_numbers({"正文": f"电话{PHONE}\n{IDENTITY}", "标题": "通知", "名单.pdf": CARD})
    assert [(place.label, place.number.line) for place in refusal.value.places] == [
        ("正文", 1),
        ("正文", 2),
        ("名单.pdf", 1),
    ]
    assert not any(number in str(refusal.value) for number in (IDENTITY, PHONE, CARD))


def test_texts_without_numbers_pass() -> None:
    refuse_personal_numbers({"正文": "咨询电话 024-86892020"})


def test_a_line_made_to_be_slow_is_read_at_once() -> None:
    assert kinds("1" * 100_000 + "a" + " 1" * 10_000 + "a") == []
