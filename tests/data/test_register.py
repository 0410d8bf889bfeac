"""Institutions, cities, offices and majors are those of the official lists."""

from collections import Counter

from tests.data.files import digest, table


def test_the_institutions_are_those_of_the_ministry_s_list_in_its_order() -> None:
    cities = {row["code"]: row["name"] for row in table("cities.csv")}
    rows = table("institutions.csv")

    lines = [[r["code"], r["name"], r["authority"], cities[r["city"]], r["level"], r["note"]] for r in rows]

    assert digest(lines) == "e8e4e72f9bba36dab156f59dafbfdc7a5d1b7bffcc37db97a875944afb1e47a1"
    assert [row["order"] for row in rows] == [str(n) for n in range(1, 116)]


def test_63_universities_may_apply_and_52_other_institutions_may_not() -> None:
    rows = table("institutions.csv")

    assert Counter(row["kind"] for row in rows) == {"university": 63, "vocational_university": 1, "college": 51}


def test_which_institution_is_an_undergraduate_university_agrees_with_the_ministry_s_list() -> None:
    words = {"university": "普通本科", "vocational_university": "职业本科"}

    lines = [[r["code"], words[r["kind"]]] for r in table("institutions.csv") if r["kind"] in words]

    assert digest(lines) == "b9d064381634542f3d19ad5665c66cd81d84d5f0a6f43d9f88ba3ab7f0f7c399"


def test_codes_and_names_of_institutions_are_never_the_same_twice() -> None:
    rows = table("institutions.csv")

    for column in ("code", "name", "name_en"):
        assert len({row[column] for row in rows}) == 115, column
    short = [row["short_name"] for row in rows if row["short_name"]]
    assert len(set(short)) == len(short)
    assert not set(short) & {row["name"] for row in rows}


def test_every_institution_has_an_english_name_in_latin_letters() -> None:
    assert [row["code"] for row in table("institutions.csv") if not row["name_en"].isascii()] == []
    assert [row["code"] for row in table("institutions.csv") if len(row["name_en"]) < 8] == []


def test_the_well_known_universities_bear_their_own_names() -> None:
    names = {row["code"]: (row["name"], row["short_name"], row["name_en"]) for row in table("institutions.csv")}

    assert names["4121010140"] == ("辽宁大学", "辽大", "Liaoning University")
    assert names["4121010141"] == ("大连理工大学", "大工", "Dalian University of Technology")
    assert names["4121010145"] == ("东北大学", "东大", "Northeastern University")
    assert names["4121010146"] == ("辽宁科技大学", "辽科大", "University of Science and Technology Liaoning")
    assert names["4121010173"] == ("东北财经大学", "东财", "Dongbei University of Finance and Economics")


def test_the_14_cities_stand_in_official_order() -> None:
    assert [(row["code"], row["name"], row["name_en"]) for row in table("cities.csv")] == [
        ("210100", "沈阳市", "Shenyang"),
        ("210200", "大连市", "Dalian"),
        ("210300", "鞍山市", "Anshan"),
        ("210400", "抚顺市", "Fushun"),
        ("210500", "本溪市", "Benxi"),
        ("210600", "丹东市", "Dandong"),
        ("210700", "锦州市", "Jinzhou"),
        ("210800", "营口市", "Yingkou"),
        ("210900", "阜新市", "Fuxin"),
        ("211000", "辽阳市", "Liaoyang"),
        ("211100", "盘锦市", "Panjin"),
        ("211200", "铁岭市", "Tieling"),
        ("211300", "朝阳市", "Chaoyang"),
        ("211400", "葫芦岛市", "Huludao"),
    ]


def test_the_department_has_five_offices_in_the_order_of_the_notice() -> None:
    rows = table("offices.csv")

    assert [(row["code"], row["kind"], row["name"]) for row in rows] == [
        ("ting", "department", "辽宁省教育厅"),
        ("gongye", "office", "工业高等教育处"),
        ("xuewei", "office", "学位管理与研究生教育处"),
        ("shehui", "office", "社会事业高等教育处"),
        ("keji", "office", "科技与信息化建设处"),
        ("nonglin", "office", "农林医药高等教育处"),
    ]
    assert all(row["name_en"].isascii() and row["name_en"] for row in rows)
    assert [row["order"] for row in rows] == ["0", "1", "2", "3", "4", "5"]


def test_the_883_majors_are_those_of_the_catalogue_of_2026() -> None:
    rows = table("majors.csv")

    assert digest(row.values() for row in rows) == ("13e371ce38369f2e751580277fe90a1227fbff9f702ccb9f1907be7c7db8f0f4")
    assert len({row["code"] for row in rows}) == 883
    assert len({row["class_code"] for row in rows}) == 93
    assert len({row["category_code"] for row in rows}) == 13
