import Support

/// Why a figure has no value.
enum FigureReason {
  static func words(_ code: String) -> String {
    switch code {
    case "no_judgements": localized("no judgements", "没有标注")
    case "one_annotator": localized("one annotator", "只有一位标注员")
    case "no_item_shared": localized("no item shared", "没有共同标注的条目")
    case "one_category": localized("one category", "只有一个类别")
    case "unequal_number_of_judgements": localized("unequal number of judgements", "各条目的标注数不等")
    case "not_numbers": localized("not numbers", "不是数值")
    case "negative_numbers": localized("negative numbers", "有负数")
    case "numbers_too_large": localized("numbers too large", "数值过大")
    case "no_order": localized("no order", "标签没有次序")
    case "label_not_in_order": localized("label not in order", "有标签不在次序中")
    case "not_sets": localized("not sets", "不是集合")
    case "too_many_labels": localized("too many labels", "标签过多")
    case "never_predicted": localized("never predicted", "从未预测")
    case "not_in_gold": localized("not in gold", "金标中没有")
    default: code.replacing("_", with: " ")
    }
  }
}

extension LabelingWords {
  /// How far apart two answers are, for Krippendorff's alpha.
  static func metric(_ name: String) -> String {
    switch name {
    case "nominal": localized("nominal", "定类")
    case "ordinal": localized("ordinal", "定序")
    case "interval": localized("interval", "定距")
    case "ratio": localized("ratio", "定比")
    case "masi": "MASI"
    case "jaccard": "Jaccard"
    default: name
    }
  }
}
