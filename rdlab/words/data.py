"""Words of own data (drawing, CSV, the mixture's editor): key -> (English, Simplified Chinese)."""

DATA_TEXTS: dict[str, tuple[str, str]] = {
    "data.own": ("Your data", "你的数据"),
    "data.own_none": ("Your data (bring some to the Lab first)", "你的数据（请先在“实验室”中提供）"),
    "data.own_none.help": (
        "Draw, upload or mix data in the Lab; then you can choose them here.",
        "在“实验室”中手绘、上传或混合数据后，即可在此选择。",
    ),
    "own.of_drawn": ("Your drawing, {count} point(s)", "你的手绘，{count} 个点"),
    "own.of_csv": ("Your CSV, {count} point(s)", "你的 CSV，{count} 个点"),
    "own.of_mixture": ("Your mixture of {count}", "你的混合，{count} 个分量"),
    # The three pills under the thumbnails
    "own.draw": ("Draw", "手绘"),
    "own.draw.help": (
        "Draw data of your own with mouse, pen or finger.",
        "用鼠标、笔或手指画出你自己的数据。",
    ),
    "own.csv": ("CSV", "CSV"),
    "own.csv.help": ("Upload or paste points of your own.", "上传或粘贴你自己的数据点。"),
    "own.mixture": ("Edit mixture", "编辑混合"),
    "own.mixture.help": (
        "Move, stretch, turn and weigh Gaussians on the left stage; the exact paths follow.",
        "在左侧画面上移动、拉伸、旋转高斯分量并调整权重；精确轨迹随之变化。",
    ),
    "own.cancel": ("Cancel", "取消"),
    "own.done": ("Done", "完成"),
    # Drawing
    "own.draw_title": ("Draw your data", "画出你的数据"),
    "own.draw_here": ("Draw here", "在此绘制"),
    "own.points": ("{count} point(s)", "{count} 个点"),
    "own.size": ("Size", "粗细"),
    "own.tool_draw": ("Brush", "画笔"),
    "own.tool_erase": ("Eraser", "橡皮"),
    "own.tool_undo": ("Undo (Ctrl+Z)", "撤销（Ctrl+Z）"),
    "own.tool_clear": ("Clear everything", "全部清除"),
    # CSV
    "own.csv_title": ("Points from a CSV", "从 CSV 读取数据点"),
    "own.csv_use": ("Use these points", "使用这些点"),
    "own.csv_help": (
        "Two columns of numbers in any scale, one point in each row, up to {most} rows; the first row may be "
        "a header.",
        "两列数字，尺度不限，每行一个点，最多 {most} 行；第一行可以是表头。",
    ),
    "own.csv_choose": ("Choose a file", "选择文件"),
    "own.csv_drop": ("or drop it here, or paste text below", "或拖到这里，或在下方粘贴文本"),
    "own.csv_paste": ("CSV text", "CSV 文本"),
    "own.reading": ("Reading…", "正在读取……"),
    "own.too_large": (
        "{name} has {size} MB; at most {most} MB can be read.",
        "{name} 有 {size} MB；最多可读取 {most} MB。",
    ),
    "own.too_long": (
        "The text has {count} character(s); at most {most} can be read.",
        "文本有 {count} 个字符；最多可读取 {most} 个。",
    ),
    "own.unreadable": ("{name} cannot be read.", "无法读取 {name}。"),
    "own.same": (
        "All the points lie in one place; at least two have to differ.",
        "所有点都在同一位置；至少要有两个不同的点。",
    ),
    "csv.type": ("This is not text.", "这不是文本。"),
    "csv.long": (
        "The text has {line}; at most {most_characters} characters can be read.",
        "文本过长（{line}）；最多可读取 {most_characters} 个字符。",
    ),
    "csv.empty": (
        "There is nothing to read yet: put two numbers in each row, such as 0.5, 1.25.",
        "还没有可读取的内容：每行填两个数字，例如 0.5, 1.25。",
    ),
    "csv.rows": (
        "There are {line}; at most {most} can be read.",
        "行数过多（{line}）；最多可读取 {most} 行。",
    ),
    "csv.few": (
        "There are too few points ({line}); at least two are needed.",
        "数据点太少（{line}）；至少需要两个点。",
    ),
    "csv.columns": (
        "Row {row} does not have two columns: “{line}”.",
        "第 {row} 行不是两列：“{line}”。",
    ),
    "csv.text": ("Row {row} is not two numbers: “{line}”.", "第 {row} 行不是两个数字：“{line}”。"),
    "csv.size": (
        "Row {row} holds a number that is not finite or is larger than 10¹⁵: “{line}”.",
        "第 {row} 行有无穷、缺失或大于 10¹⁵ 的数：“{line}”。",
    ),
    # The mixture's editor on the stage
    "own.mix_help": (
        "Drag to move · ● stretch, turn · ■ stretch · double-click: add",
        "拖动：移动 · ●：拉伸、旋转 · ■：拉伸 · 双击：添加",
    ),
    "own.mix_keys": (
        "Mixture editor. Arrow keys move the Gaussian, Page Up and Page Down choose another, A and B stretch "
        "(with Shift: shrink), R turns, Insert adds, Delete removes, Enter is done, Escape cancels.",
        "混合编辑器。方向键移动高斯分量，Page Up 和 Page Down 选择其他分量，A 和 B 拉伸（加 Shift 收缩），"
        "R 旋转，Insert 添加，Delete 删除，Enter 完成，Escape 取消。",
    ),
    "own.mix_add": ("Add a Gaussian", "添加一个高斯分量"),
    "own.mix_remove": ("Delete this Gaussian", "删除此高斯分量"),
    "own.mix_weight": ("Weight", "权重"),
}
