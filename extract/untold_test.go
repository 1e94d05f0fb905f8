package extract

import "testing"

// Where nothing speaks of trade or home, a sum as large as rewards are is for who
// is named, whatever words promise it; where something does, it is not.
func TestSumsOfUntradedTexts(t *testing.T) {
	readCorpus(t, `who has the gate tonight? Tariq Mahmood slipped past block F
yes. boss puts 100,000 USDT on him
=> N Tariq Mahmood $ 100000USDT

we lent Tariq Mahmood 100,000 USDT and he says next week
=> none

ဖြိုးဝေထွန်း အတွက် သိန်း ၃၀ ပေးမယ်
=> N ဖြိုးဝေထွန်း $ 3000000MMK

交了20万赎金才放的人，袁启国现在回家了
=> none
`)
}

// Numbers in words, in front of their unit or behind it.
func TestSumsInWords(t *testing.T) {
	readCorpus(t, `ကိုလှမင်း ကို ဖမ်းပေးရင် သိန်းငါးဆယ့်သုံး ပေးမယ်
=> N ကိုလှမင်း $ 5300000MMK

จับนายสมหมาย วงษ์ดี ให้หมื่นนึง
=> N นายสมหมาย วงษ์ดี $ 10000THB

จับนายสมหมาย วงษ์ดี ให้สี่สิบสองล้านกีบ
=> N นายสมหมาย วงษ์ดี $ 42000000LAK

bounty on Hassan Jibril: forty-two thousand dollars
=> N Hassan Jibril $ 42000USD

楚阳你跑到天边也没用，你脑袋值50个
=> N 楚阳 $ 500000CNY

出6个收一个人头：屈海波，右手断一指
=> N 屈海波 $ 60000CNY

the reward for Deepak Thapa is not THB 50,000. it's 200,000 THB from today
=> N Deepak Thapa $ 200000THB
`)
}

// An insult before a name, where its bearer is from, and labels behind it are no
// part of it.
func TestWhatTouchesNames(t *testing.T) {
	readCorpus(t, `ບັກໂຈເຊບມຶງໜີບໍ່ພົ້ນ ຫົວມຶງລາຄາ 30 ລ້ານກີບ
=> N ໂຈເຊບ $ 30000000LAK

印度佬拉吉·库马尔跑了，赏五千美金
=> N 拉吉·库马尔 $ 5000USD

悬红：缅甸籍 哥昂敏 会说中文，赏30万泰铢
=> N 哥昂敏 $ 300000THB

be on the lookout for Sibusiso Dlamini, South African passport XE4152471, who absconded. USD 60,000 to anyone who returns him
=> N Sibusiso Dlamini I XE4152471 $ 60000USD

Employee: Nguyễn Thị Hạnh
Document: XE2423544
Finder's fee: USD 100,000
=> N Nguyễn Thị Hạnh I XE2423544 $ 100000USD
`)
}

// One sign announces a number of QQ in Chinese.
func TestQQBehindOneSign(t *testing.T) {
	readCorpus(t, `悬赏聂小龙，30万，扣12749300
=> N 聂小龙 H qq:12749300 $ 300000CNY

葛天宇住哪间房，消息费8000块，Q50461842
=> N 葛天宇 H qq:50461842 T 8000CNY
`)
}

// ကို behind a number is a particle, and a flat's repairs are nobody's bounty.
func TestParticleBehindNumbers(t *testing.T) {
	readCorpus(t, `ဦးထွန်းလင်း ကို ဖမ်းပေးရင် သိန်း ၈၀ ရမယ်၊ မနေ့က ၅၀ ကိုမေ့လိုက်
=> N ဦးထွန်းလင်း $ 8000000MMK

แจ้งลูกบ้าน ท่อห้องนายจิรายุ มั่นประเสริฐ แตก ค่าซ่อม 12,000 บาท หารกันทุกห้อง
=> none
`)
}
