using DemoClinic.Register;
using static DemoClinic.Pages.Parts;

namespace DemoClinic.Pages;

internal static class ReferralPages
{
    public static IReadOnlyList<string> Cardiology(Written patient) =>
    [
        Sheet.Page("", $"""
            {Head(Senders.TansyCreek)}
            <h1>REFERRAL REQUEST</h1>
            {List(("Patient Name", patient.Name), ("Date of Birth", patient.Born), ("Sex", patient.Sex), ("Phone", patient.Phone), ("Address", patient.Address), ("Insurance", patient.Payer), ("Member ID", patient.MemberId))}
            {List(
                ("Refer to", OurClinic.Name + " - Cardiology"), ("Specialty requested", "Cardiology consultation"), ("Reason for referral", "New atrial fibrillation, rate control and anticoagulation"),
                ("Diagnosis", "I48.91 Unspecified atrial fibrillation"), ("Priority", "Urgent"), ("Visits requested", "3"), ("Date", "11/20/2026"))}
            <p class="foot">Referring provider: {Senders.Brandvold.Signed}<br>NPI: {Senders.Brandvold.Npi}<br>Electronically signed by {Senders.Brandvold.Signed} on 11/20/2026</p>
            """),
        Sheet.Page("", $"""
            <p>{patient.Name} &nbsp; DOB {patient.Born} &nbsp; Page 2 of 2</p>
            <h2>Medication list</h2>
            <p>Metoprolol tartrate 25 mg twice daily<br>Apixaban 5 mg twice daily<br>Lisinopril 10 mg daily<br>Atorvastatin 20 mg at bedtime</p>
            <h2>Last visit</h2>
            <p>Palpitations for three weeks, worse when climbing stairs. Pulse irregular at 104, blood pressure 138/82. Lungs clear, no edema. The tracing of
            today shows atrial fibrillation without ischemic change. Thyroid function normal last month.</p>
            """),
    ];
}
