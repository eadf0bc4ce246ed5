"""The Arabic of the demo course on accounts, and its made-up log."""

LOG = """| time | account | address |
| --- | --- | --- |
| 09:14 | Quill | 192.0.2.7 |
| 09:31 | Feather | 192.0.2.7 |
| 17:02 | Feather | 198.51.100.23 |"""
"""Addresses that are reserved for documentation (RFC 5737): they belong to nobody."""

ADVICE = "People share lines, rooms and interests. *Ask for evidence*, and look for another reason first."

ARABIC = {
    "One person, many accounts": "شخص واحد وحسابات كثيرة",
    "Look at a suspicion with care, and act fairly.": "انظر في الشبهة بعناية وتصرّف بعدل.",
    "Looking with care": "النظر بعناية",
    "A suspicion is not a proof": "الشبهة ليست دليلًا",
    ADVICE: ("يتشارك الناس الخطوط والغرف والاهتمامات. *اطلب الدليل*، وابحث أولًا عن سبب آخر."),
    "Now you": "الآن دورك",
    "Read the rule on multiple accounts of your own wiki, and note what it allows.": (
        "اقرأ قاعدة الحسابات المتعددة في الويكي الخاص بك، وسجّل ما تسمح به."
    ),
    "Say hello on a sandbox of the test wiki, signed in with your own account.": (
        "سلّم في ملعب الويكي التجريبي وأنت داخل بحسابك."
    ),
    "You are asked to block an account. All names and addresses are made up.": (
        "يُطلب منك منع حساب. كل الأسماء والعناوين مختلقة."
    ),
    f"Somebody writes: “Quill and Feather are one person.” The log says:\n\n{LOG}": (
        "يكتب أحدهم: «Quill و Feather شخص واحد.» يقول السجل:\n\n"
        + LOG.replace("time", "الوقت").replace("account", "الحساب").replace("address", "العنوان")
    ),
    "Compare the edits first": "أقارن التعديلات أولًا",
    "Yes: the same address may be the same library.": "نعم: قد يكون العنوان نفسه مكتبة واحدة.",
    "Block both at once": "أمنع الاثنين فورًا",
    "An address alone proves nothing.": "العنوان وحده لا يثبت شيئًا.",
    "The edits have other topics, other hours and another language.": "للتعديلات موضوعات وساعات ولغة مختلفة.",
    "Answer that there is no evidence, and keep no notes on them": "أجيب أنه لا دليل، ولا أحتفظ بملاحظات عنهما",
    "Yes. What is not needed is not kept.": "نعم. ما لا حاجة إليه لا يُحفظ.",
    "Tell everybody whom you have looked at": "أخبر الجميع بمن نظرت في أمره",
    "Never: that alone harms people.": "أبدًا: هذا وحده يضر الناس.",
    "Two accounts use one address. What follows?": "حسابان يستعملان عنوانًا واحدًا. ماذا يعني ذلك؟",
    "They are one person": "هما شخص واحد",
    "Nothing yet": "لا شيء بعد",
    "Both are banned": "كلاهما محظور",
    "Libraries, schools and phones share addresses.": "تتشارك المكتبات والمدارس والهواتف العناوين.",
    "Which are good reasons to look?": "ما الأسباب الوجيهة للنظر؟",
    "A vote is disturbed": "تصويت مضطرب",
    "Curiosity": "الفضول",
    "A blocked person comes back": "شخص ممنوع يعود",
    "There must be harm to the wiki, and no other way.": "لا بد من ضرر للويكي، وألا توجد طريقة أخرى.",
    "What comes first, what last?": "ما الأول وما الأخير؟",
    "Read the request": "قراءة الطلب",
    "Look for evidence": "البحث عن الدليل",
    "Answer": "الجواب",
    "Who does what?": "من يفعل ماذا؟",
    "Checkuser": "مدقق المستخدمين",
    "Oversighter": "المشرف على الإخفاء",
    "Sees addresses": "يرى العناوين",
    "Hides edits": "يخفي التعديلات",
    "Pays bills": "يدفع الفواتير",
    "After how many days are these made-up data deleted, if they are kept for a quarter of a year?": (
        "بعد كم يومًا تُحذف هذه البيانات المختلقة إذا حُفظت ربع سنة؟"
    ),
    "days": "أيام",
    "A quarter of a year has about ninety days.": "في ربع السنة نحو تسعين يومًا.",
    "What do you ask for before you look? One word.": "ماذا تطلب قبل أن تنظر؟ كلمة واحدة.",
    "evidence": "دليل",
    "proof": "برهان",
    "No look without evidence.": "لا نظر بلا دليل.",
}
