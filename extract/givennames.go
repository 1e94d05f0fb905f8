package extract

import "strings"

// Signs that parents choose often. Given names keep to a few hundred of the
// thousands of signs in use, so a surname with one or two of these is likely a
// name, and with others likely a word. From the yearly reports of the public
// security ministry on names (facts), without signs that a chat nearly always
// means otherwise (一, 天, 全, 家).
const givenSigns = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂兰玉华建国文红志海燕春梅林晓东雨欣子涵浩宇轩泽梓萱诺博思远雪晨佳怡鹏飞俊永康振嘉豪凯龙慧玲琳婷雯倩颖莉萍琴云莲珍贞莺瑞凤洁瑶婵雁蓓仪荷" +
	"丹蓉眉君蕊薇菁梦岚苑婕馨瑗琰韵融园艺咏卿聪澜纯毓悦昭冰爽琬茗羽希宁飘育滢馥筠柔竹霭凝欢霄枫芸菲寒伊亚宜姬舒影荔枝毅峰保辉力健世义兴良山仁波贵福生元胜学祥才武新利清彬富顺信昌成星光达" +
	"安岩茂彪诚敬震壮邦承乐绍松善厚庆民友裕河哲江亮谦亨奇固翰朗伯宏若鸣朋斌梁栋维启克伦翔旭辰士致树炎德泰盛雄琛钧冠策腾楠榕航弘璐婧媛妮妍姗娇娥娅婉嫣嫚宸煜烨焱熙睿皓晖晗晟晴旻昊昕昀彤彦" +
	"彩彰徽忠念恒恩悠惠慈懿扬拓捷敦斯旋昂晏景晶智暄曦月朝杉杏柏柳桃桐桦梧森楚楷榆槐樱正汉沁沛泉津洪浦涌润淇淑淳渊渝湘源溪滨漫潇潮澄灵灿炜炫烁焕煌熠爱珂珊珠珩琦琪琼瑛瑜瑾璇璋瓒甜甫盈盼真" +
	"硕碧礼祖禄禹秋穆立竣童端筱箐素纪纲练绮绪绿缘耀肖胤臻舟艾芊芝芬芮芯苏苗茜茵茹荣莎莹菊萌葵蓝蕾虎虹蝶裴诗谊豫赐赛越轶迅邵郁采金钰铃铭锋锐锦镇阳陆陶隆雅霆霖青靖韬顶颜风飒香骁骏魁鲁鸿鹤" +
	"麒麟黎默齐妹喜丰妞娃旺水坤乾帆帅廷援"

// givenFirst are signs that a chat uses as words and parents before another sign.
const givenFirst = "家天一可如"

// typicalGiven: every sign is one that names are often made of.
func typicalGiven(given string) bool {
	if r := firstRune(given); strings.ContainsRune(givenFirst, r) && len(given) > len("家") {
		given = given[len("家"):] // 家明, 天佑: with another behind them
	}
	for _, r := range given {
		if !strings.ContainsRune(givenSigns, r) {
			return false
		}
	}
	return given != ""
}
