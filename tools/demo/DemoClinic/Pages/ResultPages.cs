using DemoClinic.Register;
using static DemoClinic.Pages.Parts;

namespace DemoClinic.Pages;

/// <summary>What laboratories and imaging centers report.</summary>
internal static class ResultPages
{
    /// <summary>A value that must be seen within minutes, on a page of values that need not.</summary>
    public static IReadOnlyList<string> CriticalPotassium(Written patient) =>
    [
        Sheet.Page("mono", $"""
            <div class="head center"><b>COPPERLINE LABORATORIES</b><br>{Senders.Copperline.Address}<br>Tel {Senders.Copperline.Phone}  Fax {Senders.Copperline.Fax}</div>
            <h1>LABORATORY REPORT - STAT</h1>
            <div class="pre">Patient: {patient.Name,-30} DOB: {patient.Born}
            Sex: {patient.Sex,-34} Accession: CL26-114873
            Ordering: {Senders.Thorne.Signed,-29} Specimen: Serum
            Collected: 11/23/2026 06:40            Reported: 11/23/2026 07:55
            Client: {OurClinic.Name}

            TEST              RESULT   FLAG  UNITS    REFERENCE RANGE
            Sodium            136            mmol/L   135 - 145
            Potassium         6.9      HH    mmol/L   3.5 - 5.1
            Chloride          101            mmol/L   98 - 107
            Carbon dioxide    19       L     mmol/L   22 - 29
            Urea nitrogen     48       H     mg/dL    7 - 20
            Creatinine        2.9      H     mg/dL    0.7 - 1.3
            Glucose           112      H     mg/dL    70 - 99</div>
            <p>*** CRITICAL VALUE *** Potassium 6.9 mmol/L, repeated and confirmed.</p>
            <p>Telephoned to the answering service of the ordering office at 07:58. No call back yet.</p>
            """),
        Sheet.Page("mono", $"""
            <div class="pre">COPPERLINE LABORATORIES                        Page 2 of 2
            Patient: {patient.Name,-30} DOB: {patient.Born}
            Accession: CL26-114873                     FINAL REPORT

            TEST              RESULT   FLAG  UNITS    REFERENCE RANGE
            White cells       8.1            K/uL     4.0 - 11.0
            Hemoglobin        12.4     L     g/dL     13.5 - 17.5
            Hematocrit        37.8     L     %        41 - 53
            Platelets         221            K/uL     150 - 400</div>
            <p>Performed at Copperline Laboratories, CLIA 99D9900184. End of report.</p>
            """),
    ];

    public static IReadOnlyList<string> AnemiaWorkup(Written patient) =>
    [
        Sheet.Page("mono", $"""
            <div class="head"><b>COPPERLINE LABORATORIES</b><br>{Senders.Copperline.Address}</div>
            <h1>LABORATORY REPORT</h1>
            <div class="pre">Patient Name: {patient.Name}
            Date of Birth: {patient.Born}     Sex: {patient.Sex}
            Phone: {patient.Phone}
            Ordering provider: {Senders.Nwosu.Signed}
            Collected: 11/18/2026   Reported: 11/20/2026

            TEST              RESULT   FLAG  UNITS    REFERENCE RANGE
            Hemoglobin        10.9     L     g/dL     12.0 - 15.5
            Hematocrit        33.6     L     %        36 - 46
            MCV               76       L     fL       80 - 100
            Platelets         308            K/uL     150 - 400
            Ferritin          7        L     ng/mL    15 - 150</div>
            """),
        Sheet.Page("mono", $"""
            <div class="pre">COPPERLINE LABORATORIES                        Page 2 of 2
            Patient Name: {patient.Name}
            Date of Birth: {patient.Born}

            TEST              RESULT   FLAG  UNITS    REFERENCE RANGE
            TSH               2.1            mIU/L    0.4 - 4.0
            Vitamin B12       412            pg/mL    200 - 900
            Reticulocytes     1.1            %        0.5 - 2.5</div>
            <p>Performed at Copperline Laboratories, CLIA 99D9900184. Final report.</p>
            """),
    ];

    public static string Lipids(Written patient) => Sheet.Page("wide", $"""
        {Head(Senders.Copperline)}
        <h1>Laboratory Results</h1>
        {List(("Patient", patient.Name), ("DOB", patient.Born), ("Sex", patient.Sex))}
        {List(("Specimen", "Serum, fasting"), ("Collected", "11/17/2026"), ("Reported", "11/18/2026"), ("Ordering provider", Senders.Thorne.Signed))}
        {Grid(["Test", "Result", "Flag", "Units", "Reference range"],
            ["Cholesterol", "214", "H", "mg/dL", "under 200"], ["Triglycerides", "131", "", "mg/dL", "under 150"],
            ["HDL", "52", "", "mg/dL", "over 40"], ["LDL", "136", "H", "mg/dL", "under 100"])}
        <p>Final report. CLIA 99D9900184.</p>
        """);

    public static IReadOnlyList<string> KneeMri(Written patient) =>
    [
        Sheet.Page("book", $"""
            {Head(Senders.Greenhollow)}
            <h1>RADIOLOGY REPORT</h1>
            {List(("Patient", patient.Name), ("DOB", patient.Born), ("Sex", patient.Sex), ("Exam", "MRI right knee without contrast"), ("Exam date", "11/18/2026"), ("Referring", Senders.Thorne.Signed))}
            <h2>Clinical indication</h2><p>Pain at the inner side of the right knee after a twist in October. Locking.</p>
            <h2>Technique</h2><p>Proton density and T2 weighted images in three planes. No contrast administered.</p>
            <h2>Comparison</h2><p>Radiographs of 10/29/2026.</p>
            <h2>Findings</h2>
            <p>Horizontal tear of the posterior horn of the medial meniscus that reaches the lower surface. Lateral meniscus intact. Anterior and
            posterior cruciate ligaments intact. Small effusion. Cartilage thinning of the medial compartment, no full thickness defect.</p>
            """),
        Sheet.Page("book", $"""
            <p>{patient.Name} &nbsp; DOB {patient.Born} &nbsp; Page 2 of 2</p>
            <h2>Impression</h2>
            <p>1. Horizontal tear of the medial meniscus, posterior horn.<br>2. Small joint effusion.<br>3. Mild cartilage loss of the medial compartment.</p>
            <p class="foot">Interpreting radiologist: {Senders.Islam.Signed}<br>Electronically signed by {Senders.Islam.Signed} on 11/19/2026</p>
            """),
    ];

    public static string Mammogram(Written patient) => Sheet.Page("", $"""
        {Head(Senders.Greenhollow)}
        <h1>IMAGING REPORT</h1>
        {List(("Patient Name", patient.Name), ("DOB", patient.Born), ("Sex", patient.Sex), ("Phone", patient.Phone), ("Address", patient.Address))}
        {List(("Exam", "Screening mammogram, bilateral"), ("Exam date", "11/13/2026"))}
        <h2>Findings</h2><p>Scattered fibroglandular tissue. No mass, no suspicious calcification, no change since the study of 2024.</p>
        <h2>Impression</h2><p>Negative. BI-RADS 1. Next screening in one year.</p>
        <p class="foot">Interpreting radiologist: {Senders.Islam.Signed}</p>
        """);
}
