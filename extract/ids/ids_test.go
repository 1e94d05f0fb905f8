package ids

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

const data = "../../../shared/data/"

func TestResident(t *testing.T) {
	for _, c := range []struct {
		in, county, birth, sex, why string
	}{
		{"11010519491231002X", "北京市朝阳区", "1949-12-31", "f", ""}, // the example of GB 11643
		{"110105194912310021", "北京市朝阳区", "1949-12-31", "f", WhyChecksum},
		{"3505**********1234", "福建省", "", "m", WhyMasked},
		{"350522910101123", "福建省泉州市晋江县", "1991-01-01", "m", WhyOldForm},
		{"3505821991****123x", "福建省泉州市晋江市", "1991", "m", WhyMasked},
	} {
		r, ok := ParseResident(c.in)
		if !ok || r.County.Full() != c.county && r.County.Name != c.county || r.Birth != c.birth || r.Sex != c.sex || r.Why() != c.why {
			t.Errorf("%s: %+v found=%v why=%q", c.in, r, ok, r.Why())
		}
	}
	for _, no := range []string{"", "123456789012345678", "110105194913310021", "622848001234567890", "*****************1"} {
		if r, ok := ParseResident(no); ok {
			t.Errorf("%q taken for %+v", no, r)
		}
	}
}

func TestThaiID(t *testing.T) {
	if form, valid := ThaiID("1101700230708"); !form || !valid { // the digit by hand: sum 146, 11-146%11
		t.Errorf("form %v valid %v", form, valid)
	}
	if form, valid := ThaiID("1101700230709"); !form || valid {
		t.Error("a wrong digit passes")
	}
}

// The specimens of ICAO 9303 parts 4, 5 and 6.
func TestMRZSpecimens(t *testing.T) {
	for name, zone := range map[string]string{
		"TD3": "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
		"TD2": "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
		"TD1": "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
	} {
		m, ok := ParseMRZ(strings.Split(zone, "\n"))
		if !ok || !m.Valid || m.Surname != "ERIKSSON" || m.Given != "ANNA MARIA" || m.Sex != "f" || m.Format != name {
			t.Errorf("%s: %+v", name, m)
		}
		bad, _ := ParseMRZ(strings.Split(strings.Replace(zone, "7408122", "7408123", 1), "\n"))
		if bad.Valid {
			t.Errorf("%s: a wrong digit passes", name)
		}
	}
}

func TestCards(t *testing.T) {
	for in, want := range map[string][2]bool{
		"6222020200112233445": {true, Luhn("6222020200112233445")}, "4111111111111111": {true, true},
		"4111111111111112": {true, false}, "1234567890123456": {}, "13812345678": {},
	} {
		if form, valid := Card(in); form != want[0] || valid != want[1] {
			t.Errorf("%s: %v %v", in, form, valid)
		}
	}
}

func TestWalletVectors(t *testing.T) {
	raw, err := os.ReadFile(data + "ids/eth_tron_addresses.json")
	if err != nil {
		t.Skip("no test data beside the project: ", err)
	}
	var v struct {
		ETH  []string `json:"valid_eip55"`
		Tron []struct {
			Addr  string
			Valid bool
		} `json:"tron_base58check"`
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	for _, a := range v.ETH {
		if chain, valid := Wallet(a); chain != Ethereum || !valid {
			t.Errorf("%s: %s %v", a, chain, valid)
		}
	}
	for _, a := range v.Tron {
		if chain, valid := Wallet(a.Addr); chain != Tron || valid != a.Valid {
			t.Errorf("%s: %s %v", a.Addr, chain, valid)
		}
	}
}

var bech = regexp.MustCompile(`(?i)\bbc1[a-z0-9]{8,87}\b`)

func TestSegwitVectors(t *testing.T) {
	raw, err := os.ReadFile(data + "ids/bip-0350.mediawiki")
	if err != nil {
		t.Skip("no test data beside the project: ", err)
	}
	_, after, _ := strings.Cut(string(raw), "The following list gives valid segwit addresses")
	good, bad, _ := strings.Cut(after, "The following list gives invalid segwit addresses")
	check := func(text string, want bool) int {
		found := bech.FindAllString(text, -1)
		for _, a := range found {
			if segwit("bc", a) != want {
				t.Errorf("%s: want %v", a, want)
			}
		}
		return len(found)
	}
	bad, _, _ = strings.Cut(bad, "==")
	if n, m := check(good, true), check(bad, false); n < 4 || m < 4 {
		t.Errorf("only %d valid and %d invalid vectors found", n, m)
	}
}

func TestNRCTownships(t *testing.T) {
	if got := Townships("12", "မရမ"); len(got) == 0 {
		t.Skip("township not in the table")
	}
	n := NRC{State: "12", Letters: "zzzzzz", Class: "N", Number: "123456"}
	if n.String() != "12/ZZZZZZ(N)123456" {
		t.Error(n.String())
	}
}

func FuzzIDs(f *testing.F) {
	f.Add("11010519491231002X")
	f.Add("TFLtPoEtVJBMcj6kZPrQrwEdM3W3shxsBU")
	f.Add("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4")
	f.Add("I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<")
	f.Fuzz(func(t *testing.T, s string) {
		if r, ok := ParseResident(s); ok && r.Valid && r.Masked {
			t.Error("masked and valid")
		}
		_, _ = ThaiID(s)
		_, _ = Card(s)
		Wallet(s)
		ParseMRZ(strings.Split(s, "\n"))
		Townships("12", s)
	})
}
