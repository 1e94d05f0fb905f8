package tess

import "strings"

// Words and syllables that no text of some lines is without. Tesseract, told to
// read a script that is not there, writes letters with confidence but no words.
var (
	thaiWords = strings.Fields(`การ ที่ ไม่ ให้ คน ของ และ มี ได้ จะ ไป มา ว่า เป็น นี้ กับ จาก ใน ครับ ค่ะ แล้ว ตัว
		ชื่อ โทร บาท เงิน หรือ ต้อง อยู่ วัน เรา ผม รางวัล แจ้ง ติดต่อ กัน ใคร นาย นาง สาว ถ้า ด้วย เดือน บ้าน หา จับ หนี
		เห็น ทำ คุณ เขา นะ พบ เพื่อ ประกาศ หยวน ล้าน หมื่น แสน พัน ออก เข้า กลับ เอา รับ ส่ง ดู ช่วย ข้อมูล ทุก แต่ ก็`)
	laoWords = strings.Fields(`ການ ທີ່ ບໍ່ ໃຫ້ ຄົນ ຂອງ ແລະ ມີ ໄດ້ ຈະ ໄປ ມາ ວ່າ ເປັນ ນີ້ ກັບ ຈາກ ໃນ ແລ້ວ ຕົວ ຊື່ ໂທ
		ກີບ ເງິນ ຫຼື ຕ້ອງ ຢູ່ ວັນ ລາງວັນ ແຈ້ງ ຕິດຕໍ່ ກັນ ໃຜ ທ້າວ ນາງ ຖ້າ ເດືອນ ເຮືອນ ຫາ ຈັບ ໜີ ມື້ ບາດ ຢວນ ເຈົ້າ ຂ້ອຍ
		ເຫັນ ເຮັດ ລາວ ພົບ ປະກາດ ລ້ານ ພັນ ແສນ ອອກ ເຂົ້າ ກັບ ເອົາ ຮັບ ສົ່ງ ເບິ່ງ ຊ່ວຍ ຂໍ້ມູນ ທຸກ ແຕ່ ກໍ ຄ່າ ຫົວ ດ້ວຍ`)
	burmeseWords = strings.Fields(`သည် တယ် ကို မှာ များ တွေ နေ ပြီး မှု လို ပါ မည် သူ ရန် ဖုန်း ငွေ ကျပ် မယ် တွင် နှင့် လာ ပေး
		ဆု အမည် ရှိ ရင် လူ ဘယ် ဒီ တစ် နာမည် ဆက်သွယ် ထွက် ပြေး ဖမ်း ရှာ သိန်း ယွမ် ဘတ် အား ဖြစ် ကြ လည်း တော့ အလုပ် ကုမ္ပဏီ
		မောင် ကိုယ် ပို့ ရောက် ပြန် သိ တွေ့ မှ နဲ့ ဟု ၏`)
)

// covered is how many bytes of a text its language's words make up.
func (l language) covered(text string) int {
	taken := make([]bool, len(text))
	for _, w := range l.words {
		for from := 0; ; {
			at := strings.Index(text[from:], w)
			if at < 0 {
				break
			}
			for i := range len(w) {
				taken[from+at+i] = true
			}
			from += at + len(w)
		}
	}
	n := 0
	for _, t := range taken {
		if t {
			n++
		}
	}
	return n
}
