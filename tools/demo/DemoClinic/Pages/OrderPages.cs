using DemoClinic.Register;
using static DemoClinic.Pages.Parts;

namespace DemoClinic.Pages;

/// <summary>Physicians' orders in the forms they come in: a menu with ticked boxes, a list, a narrative.</summary>
internal static class OrderPages
{
    public static string ImagingMenu(Written patient) => Sheet.Page("", $"""
        {Head(Senders.TansyCreek)}
        <h1>IMAGING ORDER</h1>
        {ToOurs(" - Imaging scheduling")}
        {List(("Patient Name", patient.Name), ("Date of Birth", patient.Born), ("Sex", patient.Sex), ("Phone", patient.Phone), ("Address", patient.Address), ("Insurance", patient.Payer), ("Member ID", patient.MemberId))}
        <h2>Check study requested</h2>
        <p>{Box(true, "MRI lumbar spine without contrast (72148)")}{Box(false, "MRI cervical spine without contrast (72141)")}{Box(false, "CT head without contrast (70450)")}
        {Box(false, "X-ray chest 2 views (71046)")}{Box(true, "X-ray knee 3 views, left (73562)")}{Box(false, "DEXA bone density axial (77080)")}</p>
        <h2>Priority</h2>
        <p>[X] Routine &nbsp;&nbsp;&nbsp;&nbsp; [&nbsp;&nbsp;] Urgent &nbsp;&nbsp;&nbsp;&nbsp; [&nbsp;&nbsp;] STAT</p>
        {List(("Diagnosis", "M54.16 Radiculopathy, lumbar region"), ("Order Date", "11/19/2026"))}
        {Signed(Senders.Thorne, "11/19/2026")}
        """);

    public static string LabList(Written patient) => Sheet.Page("wide", $"""
        {Head(Senders.CedarFerry, "center")}
        <h1>Laboratory Order</h1>
        {ToOurs("")}
        {Grid(["Patient", "DOB", "Sex", "Phone"], [patient.Name, patient.Born!, patient.Sex!, patient.Phone!])}
        {Grid(["#", "Test", "CPT", "ICD-10", "Priority"],
            ["1", "Comprehensive metabolic panel", "80053", "I10", "Routine"],
            ["2", "Hemoglobin A1c", "83036", "E11.9", "Routine"],
            ["3", "Lipid panel", "80061", "E78.5", "Routine"])}
        <p>Fasting 8 hours. Please draw within two weeks.</p>
        {List(("Order Date", "11/18/2026"))}
        {Signed(Senders.Castile, "11/18/2026")}
        """);

    public static IReadOnlyList<string> TherapyNarrative(Written patient) =>
    [
        Sheet.Page("serif", $"""
            {Head(Senders.CedarFerry)}
            <h1>Physical Therapy Prescription</h1>
            {ToOurs(", Westgate")}
            <p><b>Patient:</b> {patient.Name} &nbsp;&nbsp;&nbsp; <b>DOB:</b> {patient.Born} &nbsp;&nbsp;&nbsp; <b>Phone:</b> {patient.Phone}</p>
            <p>Please perform the following for the above patient: Physical therapy evaluation and treatment, right shoulder (CPT 97161),
            two times a week for six weeks. The diagnosis is M75.41 Impingement syndrome of right shoulder. Priority is routine.</p>
            <p>Home program and range of motion first, strengthening as tolerated. No overhead load until the pain at rest is gone. Please send a
            progress note after the sixth visit.</p>
            {List(("Order Date", "November 17, 2026"))}
            {Signed(Senders.Castile, "November 17, 2026")}
            """),
        Sheet.Page("serif", $"""
            <p>{patient.Name} &nbsp; DOB {patient.Born} &nbsp; Page 2 of 2</p>
            <h2>Clinical notes attached</h2>
            <p>Six weeks of pain in the right shoulder after painting a ceiling. Worse at night and when reaching behind. Abduction painful between
            70 and 120 degrees, full passive range, strength normal, no numbness. Over-the-counter naproxen helps a little.</p>
            <p>Plain films of last month without fracture or calcification. No allergies known. Works at a desk.</p>
            """),
    ];

    public static string TwinOrder(string name, string born) => Sheet.Page("wide", $"""
        {Head(Senders.TansyCreek)}
        <h1>Laboratory Order</h1>
        {ToOurs("")}
        {List(("Patient", name), ("DOB", born), ("Sex", "F"))}
        {Grid(["Test", "CPT", "ICD-10"], ["TSH", "84443", "E03.9"])}
        {List(("Order Date", "11/20/2026"))}
        {Signed(Senders.Brandvold, "11/20/2026")}
        """);

    public static string Ultrasound(Written patient) => Sheet.Page("", $"""
        {Head(Senders.Limestone)}
        <h1>Radiology Order</h1>
        {ToOurs("")}
        {List(("Patient Name", patient.Name), ("DOB", patient.Born), ("Sex", patient.Sex), ("Phone", patient.Phone))}
        {Grid(["Order", "CPT", "ICD-10", "Priority"], ["Ultrasound thyroid", "76536", "E04.1", "Routine"])}
        {List(("Order Date", "11/20/2026"))}
        {Signed(Senders.Nwosu, "11/20/2026")}
        """);

    public static string Echocardiogram(Written patient, bool signed) => Sheet.Page("book", $"""
        {Head(Senders.CedarFerry)}
        <h1>Procedure Order</h1>
        {ToOurs(" - Cardiology")}
        {List(("Patient", patient.Name), ("DOB", patient.Born), ("Sex", patient.Sex), ("Phone", patient.Phone), ("Address", patient.Address))}
        {List(("Procedure", "Transthoracic echocardiogram"), ("CPT", "93306"), ("Diagnosis", "I35.0 Nonrheumatic aortic stenosis"), ("Priority", "Routine"), ("Order Date", "11/16/2026"))}
        {(signed ? Signed(Senders.Castile, "11/16/2026") : $"<p class=\"foot\">Ordering provider: {Senders.Castile.Signed}<br>NPI: {Senders.Castile.Npi}</p><p>Signature: ______________________ &nbsp;&nbsp; Date: ____________</p>")}
        """);

    public static string Walker(Written patient) => Sheet.Page("", $"""
        {Head(Senders.TansyCreek)}
        <h1>Detailed Written Order</h1>
        {ToOurs("")}
        {List(("Patient", patient.Name), ("DOB", patient.Born), ("Sex", patient.Sex), ("Address", patient.Address))}
        {List(("Equipment", "Front-wheeled walker"), ("HCPCS", "E0143"), ("Quantity", "1"), ("Length of need", "99 months"), ("Diagnosis", "R26.2 Difficulty in walking"), ("Order Date", "11/12/2026"))}
        {Signed(Senders.Thorne, "11/12/2026")}
        """);
}
