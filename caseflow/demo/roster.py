"""Who plays in the demo. Every person and firm is invented; offices are named by place and function alone."""

from dataclasses import dataclass

from caseflow.core.access import Role

OFFICES: tuple[tuple[str, str], ...] = (
    ("shandan.caizheng", "山丹县财政局"),
    ("gaotai.guozi", "高台县国有资产监督管理局"),
    ("zhangye.jiaotong", "张掖市交通运输局"),
    ("gansu.guozi", "甘肃省人民政府国有资产监督管理委员会"),
    ("jiayuguan.gongxin", "嘉峪关市工业和信息化局"),
    ("liangzhou.nongye", "凉州区农业农村局"),
    ("linxia.caizheng", "临夏市财政局"),
    ("yinchuan.weijian", "银川市卫生健康委员会"),
    ("yuanzhou.gongxin", "原州区工业和信息化局"),
    ("jiayuguan.weijian", "嘉峪关市卫生健康委员会"),
)
"""(prefix of the logins, office): each has a handler `.cb` and a head `.fz`."""

SUPERVISED: tuple[tuple[str, str], ...] = (
    ("gansu", "甘肃省"),
    ("zhangye", "张掖市"),
    ("shandan", "山丹县"),
    ("gaotai", "高台县"),
    ("jiayuguan", "嘉峪关市"),
    ("wuwei", "武威市"),
    ("liangzhou", "凉州区"),
    ("linxiazhou", "临夏回族自治州"),
    ("linxia", "临夏市"),
    ("ningxia", "宁夏回族自治区"),
    ("yinchuan", "银川市"),
    ("guyuan", "固原市"),
    ("yuanzhou", "原州区"),
)
"""(prefix, territory) whose 领导小组办公室 has two reviewers, `.sh` and `.sh2`."""

RECEIVING: tuple[tuple[str, str], ...] = (
    ("gansu", "甘肃省工业和信息化厅"),
    ("ningxia", "宁夏回族自治区工业和信息化厅"),
)
"""(prefix, receiving office) with two clerks, `.sl` and `.sl2`."""

COLLECTING: tuple[tuple[str, str], ...] = (
    ("zhangye", "张掖市工业和信息化局"),
    ("shandan", "山丹县工业和信息化局"),
)
"""(prefix, office) with a clerk `.sl` of a city and of a county, who collects complaints and passes them on."""

FIRMS: tuple[tuple[str, str, str, str, str], ...] = (
    ("runhe", "甘肃润禾水利水电工程有限公司", "中型", "建筑业", "甘肃省张掖市山丹县"),
    ("xinyuan", "高台县鑫源建材有限责任公司", "微型", "制造业", "甘肃省张掖市高台县"),
    ("luda", "张掖路达养护工程有限公司", "小型", "建筑业", "甘肃省张掖市甘州区"),
    ("longbiao", "天水陇标交通设施有限公司", "小型", "制造业", "甘肃省天水市秦州区"),
    ("jinli", "嘉峪关金砺耐火材料有限公司", "小型", "制造业", "甘肃省嘉峪关市"),
    ("fengmu", "武威丰牧饲料有限公司", "小型", "制造业", "甘肃省武威市凉州区"),
    ("heyi", "临夏和益建筑装饰有限公司", "小型", "建筑业", "甘肃省临夏回族自治州临夏市"),
    ("kangrui", "宁夏康瑞医疗器械有限公司", "小型", "批发业", "宁夏回族自治区银川市兴庆区"),
    ("guyuantu", "固原沃土土地整治有限公司", "小型", "建筑业", "宁夏回族自治区固原市原州区"),
    ("xiongguan", "嘉峪关雄关后勤服务有限公司", "微型", "租赁和商务服务业", "甘肃省嘉峪关市"),
)
"""(login, name, size, industry, region) of the complaining firms."""

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = ("晓明", "丽华", "建国", "雅琴", "志强", "玉兰", "海波", "春梅", "立新", "文静")


@dataclass(frozen=True)
class Staff:
    """One invented member of staff."""

    login: str
    name: str
    role: Role
    unit: str


def staff() -> tuple[Staff, ...]:
    """Everybody who works in the demo, in a fixed order; names repeat a pattern and mean nobody."""
    roles: list[tuple[str, Role, str]] = []
    for prefix, unit in RECEIVING:
        roles += [(f"{prefix}.sl", Role.CLERK, unit), (f"{prefix}.sl2", Role.CLERK, unit)]
    for prefix, unit in OFFICES:
        roles += [(f"{prefix}.cb", Role.HANDLER, unit), (f"{prefix}.fz", Role.UNIT_HEAD, unit)]
    for prefix, place in SUPERVISED:
        unit = f"{place}促进中小企业发展工作领导小组办公室"
        roles += [(f"{prefix}.sh", Role.SUPERVISOR, unit), (f"{prefix}.sh2", Role.SUPERVISOR, unit)]
    roles += [
        ("gansu.sj", Role.AUDITOR, "甘肃省促进中小企业发展工作领导小组办公室"),
        ("xitong", Role.ADMINISTRATOR, ""),
        ("anquan", Role.SECURITY_ADMINISTRATOR, ""),
    ]
    roles += [(f"{prefix}.sl", Role.CLERK, unit) for prefix, unit in COLLECTING]
    return tuple(Staff(login, _name(index), role, unit) for index, (login, role, unit) in enumerate(roles))


def _name(index: int) -> str:
    return SURNAMES[index % len(SURNAMES)] + GIVEN[(index * 7 + index // len(SURNAMES)) % len(GIVEN)]
