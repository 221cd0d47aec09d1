using DemoClinic.Register;
using static DemoClinic.Pages.Parts;

namespace DemoClinic.Pages;

/// <summary>What colleagues and hospitals write.</summary>
internal static class NotePages
{
    public static IReadOnlyList<string> MigraineConsult(Written patient) =>
    [
        Sheet.Page("serif", $"""
            {Head(Senders.HarlowNeurology)}
            <h1>Consultation Note</h1>
            <p><b>Patient:</b> {patient.Name}<br><b>Date of birth:</b> {patient.Born}<br><b>Date of visit:</b> November 16, 2026<br><b>Requested by:</b> {OurClinic.Name}</p>
            <p>Thank you for referring this patient for an opinion about her headaches.</p>
            <h2>Chief complaint</h2><p>Headache, six to eight days a month, for about two years.</p>
            <h2>History of present illness</h2>
            <p>The headache is one-sided and throbbing, with nausea, and sends her to a dark room. A shimmering zigzag comes before about one in three.
            Sleep loss and red wine bring it on. She takes ibuprofen on ten days a month and has not tried a triptan. No weakness, no fever, no
            headache that came like a thunderclap.</p>
            <h2>Past medical history</h2><p>Mild asthma. Appendectomy in 1990. Her medications are an albuterol inhaler and ibuprofen.</p>
            """),
        Sheet.Page("serif", $"""
            <p>{patient.Name} &nbsp; DOB {patient.Born} &nbsp; Page 2 of 3</p>
            <h2>Family history</h2><p>Mother and one sister with migraine.</p>
            <h2>Social history</h2><p>Teaches chemistry. Does not smoke.</p>
            <h2>Review of systems</h2><p>Otherwise without findings.</p>
            <h2>Physical examination</h2>
            <p>Blood pressure 122/76, pulse 68. Optic discs sharp. Eye movements, face, strength, reflexes, sensation, coordination and gait are normal.
            Tenderness of the neck muscles on both sides.</p>
            <h2>Data reviewed</h2><p>Magnetic resonance images of the head of last spring: normal for age.</p>
            """),
        Sheet.Page("serif", $"""
            <p>{patient.Name} &nbsp; DOB {patient.Born} &nbsp; Page 3 of 3</p>
            <h2>Assessment and plan</h2>
            <p>Migraine with aura, without red flags, on the way to overuse of ibuprofen. We discussed a headache diary, regular sleep, magnesium, and
            sumatriptan 50 mg at the onset, on no more than nine days a month. Propranolol is not advised because of her asthma; topiramate was started
            in this office at 25 mg in the evening. I will see her again in eight weeks.</p>
            <p class="foot">Sincerely,<br>Electronically signed by {Senders.Delacroix.Signed} on November 16, 2026</p>
            """),
    ];

    /// <summary>The father's suffix with the son's birth date: the page contradicts itself.</summary>
    public static string TremorConsult(string name, string born) => Sheet.Page("serif", $"""
        {Head(Senders.HarlowNeurology)}
        <h1>Consultation Note</h1>
        {List(("Patient", name), ("DOB", born), ("Date of visit", "11/12/2026"))}
        <h2>Chief complaint</h2><p>Shaking of both hands when pouring and writing.</p>
        <h2>Physical examination</h2><p>Postural tremor of both hands, no rigidity, normal arm swing, normal gait.</p>
        <h2>Assessment and plan</h2><p>Essential tremor. Reassured; no medication wanted for now. Return in six months.</p>
        <p class="foot">Electronically signed by {Senders.Delacroix.Signed} on 11/12/2026</p>
        """);

    public static IReadOnlyList<string> HeartFailureDischarge(Written patient) =>
    [
        Sheet.Page("", $"""
            {Head(Senders.Limestone)}
            <h1>DISCHARGE SUMMARY</h1>
            {List(("Patient", patient.Name), ("DOB", patient.Born), ("Sex", patient.Sex), ("Address", patient.Address), ("Admission date", "11/14/2026"), ("Discharge date", "11/19/2026"), ("Attending", Senders.Nwosu.Signed))}
            <h2>Principal diagnosis</h2><p>I50.23 Acute on chronic systolic heart failure</p>
            <h2>Hospital course</h2>
            <p>Admitted with breathlessness and swollen legs after a week without his water tablets. Diuresed with intravenous furosemide, five kilograms lost.
            The echocardiogram shows an ejection fraction of 35 percent, as before. No arrhythmia on the monitor.</p>
            """),
        Sheet.Page("", $"""
            <p>{patient.Name} &nbsp; DOB {patient.Born} &nbsp; Page 2 of 4</p>
            <h2>Hospital course (continued)</h2>
            <p>Kidney function worsened on the second day and had recovered by discharge; creatinine 1.4 on 11/19. Potassium was kept at 4.2 with
            supplements. The physical therapists walked 200 feet with him without help. He and his daughter were taught the daily weight.</p>
            <p>Chest films on admission showed congestion and small effusions, nearly gone on the fourth day. Cultures stayed negative.</p>
            """),
        Sheet.Page("", $"""
            <p>{patient.Name} &nbsp; DOB {patient.Born} &nbsp; Page 3 of 4</p>
            <h2>Discharge medications</h2>
            <p>Furosemide 40 mg in the morning<br>Carvedilol 6.25 mg with breakfast and supper<br>Sacubitril and valsartan 24/26 mg with breakfast and supper<br>Potassium chloride 20 mEq in the morning<br>Aspirin 81 mg</p>
            <h2>Condition at discharge</h2><p>Stable, weight 81.2 kg, walking, oxygen saturation 96 percent on room air.</p>
            <h2>Discharge disposition</h2><p>Home with his daughter.</p>
            """),
        Sheet.Page("", $"""
            <p>{patient.Name} &nbsp; DOB {patient.Born} &nbsp; Page 4 of 4</p>
            <h2>Orders at discharge</h2>
            {Grid(["#", "Order", "CPT", "ICD-10", "Due"],
                ["1", "Basic metabolic panel", "80048", "I50.23", "12/01/2026"],
                ["2", "Transthoracic echocardiogram", "93306", "I50.23", "12/18/2026"])}
            <p>To: {OurClinic.Name} - Cardiology. Please schedule both.</p>
            <p class="foot">Ordering provider: {Senders.Nwosu.Signed}<br>NPI: {Senders.Nwosu.Npi}<br>Order Date: 11/19/2026<br>Electronically signed by {Senders.Nwosu.Signed} on 11/19/2026</p>
            """),
    ];
}
