export default {
  lead: '最多四个产品并排比较。',
  empty: '还没有选择产品',
  emptyText: '在产品列表或匹配结果中勾选，最多四个。',
  toOffers: '去找产品',
  remove: '移除',
  removeNamed: '移除“{name}”',
  product: '产品',
  none: '无',
  nothing: '—',
  caption: '产品对比',
  missing: '有 {count} 个产品没有找到，可能已下架。',
  backToMatches: '返回匹配结果',
}
