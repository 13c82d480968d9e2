export default {
  offers: '融资产品',
  offer: '产品详情',
  login: '登录',
  register: '企业注册',
  profile: '企业档案',
  needs: '融资需求',
  newNeed: '发布融资需求',
  editNeed: '修改融资需求',
  matches: '匹配结果',
  compare: '产品对比',
  notFound: '没有这个页面',
}
