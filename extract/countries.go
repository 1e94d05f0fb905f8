package extract

// countries from which people are brought to compounds, as English writes them
// (reports of UNODC and OHCHR of 2023), with their neighbours.
var countries = setOf("china", "thailand", "myanmar", "burma", "laos", "cambodia", "vietnam", "malaysia", "singapore", "indonesia", "philippines", "the philippines", "taiwan", "hong kong", "macau",
	"japan", "korea", "south korea", "mongolia", "india", "pakistan", "bangladesh", "nepal", "bhutan", "sri lanka", "maldives", "kenya", "uganda", "tanzania", "ethiopia", "rwanda", "burundi",
	"nigeria", "ghana", "cameroon", "south africa", "zimbabwe", "zambia", "malawi", "sierra leone", "liberia", "gambia", "senegal", "egypt", "morocco", "tunisia", "algeria", "sudan", "eritrea",
	"somalia", "brazil", "peru", "colombia", "mexico", "argentina", "russia", "ukraine", "belarus", "kazakhstan", "kyrgyzstan", "uzbekistan", "tajikistan", "turkmenistan", "turkey", "georgia",
	"iran", "iraq", "syria", "lebanon", "jordan", "yemen", "uae", "dubai", "qatar", "usa", "uk", "canada", "australia", "france", "germany", "poland", "portugal", "spain", "italy", "romania")

func setOf(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}
