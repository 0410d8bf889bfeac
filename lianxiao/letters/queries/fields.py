"""Which fields the templates of each kind of letter have, and the samples with which they are tried."""

from lianxiao.core.papers.fields import Field, Fields, Listing
from lianxiao.letters.states import Kind

AROUND = (
    Field("发文机关", "辽宁省教育厅", required=True),
    Field("发文字号", "辽教函〔2026〕1号", required=True),
    Field("主送机关", "沈阳工业大学"),
    Field("补充说明", ["请于收到本通知后10个工作日内报送实施方案。"]),
    Field("成文日期", "2026年11月23日", required=True),
    Field("抄送机关", "大连理工大学"),
    Field("印发机关", "辽宁省教育厅工业高等教育处"),
    Field("印发日期", "2026年11月23日"),
)
CALL = (
    Field("年度", "2026"),
    Field("申报通知", "关于开展2026年度校际合作项目申报工作的通知"),
    Field("申报通知文号", "辽教函〔2026〕8号"),
)
CASE = (
    *CALL,
    Field("项目名称", "工业软件与智能制造联合培养"),
    Field("受理编号", "SB-JT-2026-001"),
    Field("项目类别", "联合培养"),
    Field("牵头高校", "沈阳工业大学"),
    Field("合作单位", "大连理工大学、沈阳机床集团"),
    Field("项目负责人", "李建国"),
)
COLUMNS = ("序号", "受理编号", "项目名称", "项目类别", "牵头高校", "合作单位", "项目负责人")
ROWS = [
    dict(zip(COLUMNS, values, strict=True))
    for values in (
        ("1", "SB-JT-2026-001", "工业软件与智能制造联合培养", "联合培养", "沈阳工业大学", "大连理工大学", "李建国"),
        ("2", "SB-TE-2026-004", "化工专业教师互聘", "教师互聘", "沈阳化工大学", "大连大学", "王芳"),
    )
]
OWN: dict[Kind, tuple[Field | Listing, ...]] = {
    Kind.APPROVAL: (*CASE, Field("项目编号", "LN-JT-2026-001", required=True)),
    Kind.REJECTION: (*CASE, Field("理由", "申报材料所列合作基础与项目目标不相符。")),
    Kind.RETURN: (
        *CASE,
        Field("补正事项", ["项目预算：合计与分项不一致。"], required=True),
        Field("补正期限", "2026年12月7日"),
    ),
    Kind.LIST: (
        *CALL,
        Field("公示标题", "2026年度拟立项校际合作项目公示"),
        Field("公示内容", ["根据申报通知，经形式审查和审议，拟对下列项目立项，现予公示。"]),
        Field("公示截止", "2026年12月7日"),
        Field("公示天数", "5"),
        Field("联系方式", "辽宁省教育厅工业高等教育处，024-00000000"),
        Field("名单校验值", "0123456789abcdef" * 4),
        Listing("名单", COLUMNS, ROWS),
    ),
}


def fields_of(kind: str) -> Fields:
    return {one.name: one for one in (*AROUND, *OWN[Kind(kind)])}
