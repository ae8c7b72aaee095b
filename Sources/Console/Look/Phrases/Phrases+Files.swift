extension Phrases {
  /// Of files, templates, datasets and tables.
  static let files: [(String, String)] = [
    ("the tables of '{}' would be those of the dataset '{}'", "“{1}”的表会与数据集“{2}”的相同"),
    ("choose another name", "换一个名称"),
    ("there is no template '{}'", "没有模板“{1}”"),
    ("use one of: {}; or leave --template out", "可用：{1}；或省略 --template"),
    ("'{}' has the extension '{}', which is not taken", "“{1}”的扩展名“{2}”不受支持"),
    ("give a file that ends in one of {}", "文件的扩展名应为 {1}"),
    ("'{}' ends in .{}, but its bytes are {}", "“{1}”的扩展名是 .{2}，内容却是 {3}"),
    ("name it .jsonl", "把扩展名改为 .jsonl"),
    ("name it .csv", "把扩展名改为 .csv"),
    ("'{}' is empty", "“{1}”是空的"),
    ("give a file with rows in it", "给出有数据行的文件"),
    ("'{}' has {} bytes; at most {} are taken", "“{1}”有 {2} 字节，最多接收 {3} 字节"),
    ("split the file", "拆分文件"),
    ("the file's name has more than {} bytes", "文件名超过 {1} 字节"),
    ("rename it", "改名"),
    ("sha256 must be 64 lower-case hexadecimal digits", "sha256 应是 64 位小写十六进制数字"),
    ("'{}' has nothing but white space in it", "“{1}”只有空白"),
    ("'{}': {}", "“{1}”：<2>"),
    ("export the table as {}", "把表导出为 {1}"),
    ("check that the file's lines end and its quotes close", "检查文件的换行与引号"),
    ("give the file a header row with the column names", "第一行写上列名"),
    ("save the file as UTF-8", "把文件存为 UTF-8"),
    ("check the file and try again", "检查文件后重试"),
    ("upload {} is {}: there is no file to ingest", "上传 {1} 的状态是“<2>”：没有可接入的文件"),
    ("version {} of {} already holds other bytes (SHA-256 {}…)", "{2} 的版本 {1} 已有别的内容（SHA-256 {3}…）"),
    ("give the new file another --version, or leave --version out", "给新文件换一个 --version，或省略它"),
    ("upload {} is {} and takes no more bytes", "上传 {1} 的状态是“<2>”，不再接收数据"),
    ("upload {} has {} bytes; the chunk starts at {}", "上传 {1} 已有 {2} 字节，而分块从 {3} 开始"),
    ("go on from offset {}", "从偏移 {1} 继续"),
    ("the chunk is empty, or ends behind the announced {} bytes", "分块是空的，或超出所报的 {1} 字节"),
    ("upload {} has {} of {} bytes", "上传 {1} 收到 {3} 字节中的 {2}"),
    ("send the rest from offset {}", "从偏移 {1} 发送其余部分"),
    ("no bytes came for more than {} days", "{1} 天多没有收到数据"),
    ("upload the file again", "重新上传文件"),
    ("the template cannot be read: {}", "模板无法读取：<1>"),
    ("'{}' cannot be the name of a dataset", "“{1}”不能作数据集的名称"),
    ("'{}' cannot be a version", "“{1}”不能作版本"),
    ("use 1 to {} of A–Z, a–z, 0–9, '.', '_', '-', '+'", "用 A–Z、a–z、0–9、“.”、“_”、“-”、“+”，1 到 {1} 个"),
    ("{} holds {} rows, but {} were loaded", "{1} 有 {2} 行，而载入了 {3} 行"),
    ("the table {} cannot take these rows: {}", "表 {1} 容不下这些行：<2>"),
    ("its column '{}' is {}, but the template needs {}", "它的列“{1}”是 {2}，而模板要求 {3}"),
    ("it is not partitioned by {}", "它不按 {1} 分区"),
    ("it is no partition of {}", "它不是 {1} 的分区"),
    ("rename or drop that table, or name another one in the template", "改名或删除那张表，或在模板中换一张表"),
    (
      "the template {} names the table '{}', which is not of the form {}.NAME",
      "模板 {1} 所用的表“{2}”不是 {3}.NAME 的形式"
    ),
    ("name a table of the schema {} with at most {} bytes, and ingest again", "用 {1} 中的表，名称最多 {2} 字节，再重新接入"),
    ("the table {} is not there", "没有表 {1}"),
    (
      "load the version first; `flowsight datasets show` tells how it stands",
      "先载入该版本；`flowsight datasets show` 可查看它的情况"
    ),
    ("the part names no column of {}", "这一份没有说明 {1} 的列"),
    ("the stored file {} is not what was ingested: its SHA-256 is {}", "存储的文件 {1} 不是接入时的内容：它的 SHA-256 是 {2}"),
    ("restore it from a backup, or ingest the file again as a new version", "从备份恢复，或作为新版本重新接入"),
    ("the stored file {} of '{}' is not there", "“{2}”的原始文件 {1} 不见了"),
    (
      "restore it into the object store and redrive, or ingest the file again as a new version",
      "恢复到对象存储后重投，或作为新版本重新接入"
    ),
    ("check the disk of the object store", "检查对象存储的磁盘"),
    ("export the file again and ingest it as a new version", "重新导出，作为新版本接入"),
    (
      "export the data as CSV, TSV or one JSON object a line, and ingest that",
      "导出为 CSV、TSV 或每行一个 JSON 对象，再接入"
    ),
    ("save the file as UTF-8 and ingest it as a new version", "存为 UTF-8，作为新版本接入"),
    ("put the column names in the first line", "第一行写上列名"),
    ("see whether the delimiter is right, or split the table", "检查分隔符，或拆分表"),
    ("repair the file at that line and ingest it as a new version", "修正该行，作为新版本接入"),
    ("make room there, or set TMPDIR to a folder with more", "清理空间，或把 TMPDIR 指向更大的目录"),
    ("cannot read {}: {}", "无法读取 {1}：{2}"),
    ("the file is empty", "文件是空的"),
    ("the file is {}, not CSV, TSV or JSON Lines text", "文件是 {1}，不是 CSV、TSV 或 JSON Lines 文本"),
    ("the file is one JSON document; write one object a line (JSON Lines)", "文件是一个 JSON 文档；应每行一个对象（JSON Lines）"),
    ("the text is {}; save it as UTF-8, GBK or GB18030", "文本的编码是 {1}；请存为 UTF-8、GBK 或 GB18030"),
    ("the first line names no columns", "第一行没有列名"),
    ("the header names {} columns; at most {} are read", "表头有 {1} 列，最多读 {2} 列"),
    ("record {} at line {} (byte {}) is longer than {} bytes", "第 {2} 行（第 {3} 字节）的记录 {1} 超过 {4} 字节"),
    (
      "record {} at line {} (byte {}) is longer than {} bytes; a quote opened in it is probably never closed",
      "第 {2} 行（第 {3} 字节）的记录 {1} 超过 {4} 字节；其中的引号很可能没有闭合"
    ),
    ("cannot keep keys in {}: {}", "无法在 {1} 存放键：{2}"),
    ("{}, which this system lacks", "{1}，而本系统不支持"),
  ]

  /// Of rows that were refused, and what to do about them.
  static let rows: [(String, String)] = [
    ("{} of {} rows were rejected", "{2} 行中有 {1} 行被拒绝"),
    ("{} of {} rows were rejected; the first: row {} (line {}): {}", "{2} 行中有 {1} 行被拒绝；首先是第 {3} 条（第 {4} 行）：<5>"),
    (
      "{} of {} rows were rejected; the first: row {} (line {}), field '{}': {}",
      "{2} 行中有 {1} 行被拒绝；首先是第 {3} 条（第 {4} 行）的字段“{5}”：<6>"
    ),
    ("none of the {} rows can be loaded", "{1} 行都无法载入"),
    ("none of the {} rows can be loaded; the first: row {} (line {}): {}", "{1} 行都无法载入；首先是第 {2} 条（第 {3} 行）：<4>"),
    (
      "none of the {} rows can be loaded; the first: row {} (line {}), field '{}': {}",
      "{1} 行都无法载入；首先是第 {2} 条（第 {3} 行）的字段“{4}”：<5>"
    ),
    ("the file ends inside a quoted value at row {}: it was cut off", "文件在第 {1} 条的引号中结束：它被截断了"),
    ("see the report with `flowsight runs report {}`", "用 `flowsight runs report {1}` 查看报告"),
    ("{}, then export the file again and ingest it as a new version", "<1>，再重新导出，作为新版本接入"),
    ("{}, repair the file and ingest it as a new version{}", "<1>，修复文件后作为新版本接入<2>"),
    (", or redrive with `--set mode=lenient`", "，或以 `--set mode=lenient` 重投"),
    ("'{}' is empty in {} of the rows; the template allows {}", "“{1}”在 {2} 的行中是空的，而模板允许 {3}"),
    (
      "see why the source leaves '{}' empty, and ingest a complete export as a new version",
      "查明来源为何留空“{1}”，再把完整的导出作为新版本接入"
    ),
    ("the first line names no field of the template {}; it reads: {}", "第一行没有模板 {1} 的字段；它是：{2}"),
    (
      "put the column names in the first line, or ingest the file with the template that it follows",
      "第一行写上列名，或用相符的模板接入"
    ),
    ("no column for the required {} {}", "没有必需字段 {2} 的列"),
    ("the columns are: {}; name the column of '{}' as one of: {}", "已有的列：{1}；“{2}”的列名应为：{3}"),
    (
      "the row has {} of {} columns: add the missing delimiters, or see whether the file was cut off",
      "该行只有 {2} 列中的 {1} 列：补上分隔符，或检查文件是否被截断"
    ),
    (
      "the row has {} columns instead of {}: put quotes around values that hold a delimiter",
      "该行有 {1} 列，应为 {2} 列：给含分隔符的值加引号"
    ),
    (
      "some bytes are not {}, which the rest of the file is: save the whole file in one encoding",
      "有的字节不是 {1}，与文件其余部分不同：整个文件使用同一种编码"
    ),
    (
      "remove the NUL byte; a damaged copy or a binary value in a text column often holds one",
      "去掉 NUL 字节；它常来自损坏的副本，或文本列中的二进制值"
    ),
    ("the file ends inside a quoted value: it was cut off; export and send it again", "文件在引号中结束：它被截断了，请重新导出并发送"),
    ("not a JSON object on one line: see byte {} of the line", "不是一行一个 JSON 对象：见该行第 {1} 字节"),
    ("row {} has the same {} and is kept: remove one of them", "第 {1} 条的 {2} 相同，已保留：去掉其中一条"),
    ("fill in '{}', which is required", "填上必填的“{1}”"),
    ("write {}", "应写<1>"),
    ("use one of: {}", "可用：{1}"),
    ("use a value of at least {}", "使用不小于 {1} 的值"),
    ("use a value of at most {}", "使用不大于 {1} 的值"),
    ("shorten it to {} bytes of UTF-8", "缩短到 {1} 字节的 UTF-8"),
    ("a whole number, such as {}", "整数，如 {1}"),
    ("a number, such as {}", "数，如 {1}"),
    ("a date that exists, such as {}", "存在的日期，如 {1}"),
    ("a date and time that exist, such as {}", "存在的日期与时间，如 {1}"),
    ("a length of time, such as 80, 00:01:20 or 1分20秒", "时长，如 80、00:01:20 或 1分20秒"),
    ("{} and {} more", "{1}，另有 {2} 个"),
  ]
}
