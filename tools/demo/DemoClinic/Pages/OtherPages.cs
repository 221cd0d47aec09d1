using DemoClinic.Register;
using static DemoClinic.Pages.Parts;

namespace DemoClinic.Pages;

/// <summary>What lawyers, pharmacies, patients and strangers send.</summary>
internal static class OtherPages
{
    public static string Cover(int pages) => Sheet.Page("serif", $"""
        {Head(Senders.Limestone)}
        <h1>FAX COVER SHEET</h1>
        {List(("To", OurClinic.Name), ("Fax", OurClinic.Riverside.Fax), ("From", "Health information desk, " + Senders.Limestone.Name), ("Date", "November 23, 2026"), ("Pages including cover", $"{pages}"))}
        <p>Message: results and order as asked for by telephone.</p>
        <p class="box small">CONFIDENTIALITY NOTICE: This fax may hold protected health information and is meant only for the person or office named above. If you
        received it by mistake, please telephone the sender at once and destroy all copies.</p>
        """);

    public static IReadOnlyList<string> RecordsRequest(Written patient) =>
    [
        Sheet.Page("serif", $"""
            <div class="head center"><b>KETTLE &amp; DUNMORE PLLC</b><br>Attorneys at Law<br>{Senders.KettleDunmore.Address}<br>{Senders.KettleDunmore.Phone}</div>
            <p>November 16, 2026</p>
            <p>Medical Records Department<br>{OurClinic.Name}</p>
            <h1>Request for Medical Records</h1>
            {List(("Patient", patient.Name), ("Date of Birth", patient.Born), ("Address", patient.Address), ("Dates of service", "January 2024 to the present"))}
            <p>Our law firm represents the patient named above. Please send complete medical records: office notes, imaging reports, bills and correspondence.
            A signed authorization follows. We will pay the reasonable cost of copies.</p>
            <p>Please answer within thirty days.</p>
            <p class="bottom">Page 1 of 2</p>
            """),
        Sheet.Page("serif", $"""
            <h1>Authorization to Release Health Information</h1>
            {List(("Patient", patient.Name), ("Date of Birth", patient.Born))}
            <p>I authorize the release of my health information by {OurClinic.Name} to Kettle &amp; Dunmore PLLC.</p>
            {List(("Purpose", "Legal"), ("Information to be released", "Entire chart"), ("Expires", "One year from the date below"))}
            <p>I may revoke this authorization in writing at any time. Disclosure may lead to redisclosure by the recipient.</p>
            <p class="foot">Signed: {patient.Name} &nbsp;&nbsp;&nbsp; Date: 11/14/2026</p>
            <p class="bottom">Page 2 of 2</p>
            """),
    ];

    /// <summary>The one who pays is named, and registered too.</summary>
    public static IReadOnlyList<string> Registration(Person person, Person payer) =>
    [
        Sheet.Page("wide", $"""
            <div class="head center"><b>{OurClinic.Name}</b></div>
            <h1>PATIENT REGISTRATION FORM</h1>
            {List(("Patient Name", $"{person.First} {person.Middle} {person.Last}"), ("Date of Birth", person.BornUs), ("Sex", person.Sex), ("Phone", person.Phone), ("Address", person.Address),
                ("Preferred language", person.Language), ("Marital status", "Married"), ("Occupation", "Florist"))}
            <h2>Insurance</h2>
            {List(("Insurance", person.Payer), ("Member ID", person.MemberId))}
            {List(("Responsible Party", $"{payer.First} {payer.Middle} {payer.Last}"), ("Relationship", "Husband"))}
            <h2>Allergies</h2><p>Penicillin: rash</p>
            """),
        Sheet.Page("wide", $"""
            <p>{person.First} {person.Middle} {person.Last} &nbsp; DOB {person.BornUs} &nbsp; Page 2 of 2</p>
            <h2>Medical history - check all that apply</h2>
            <p>{Box(true, "High blood pressure")}{Box(false, "Diabetes")}{Box(false, "Asthma")}{Box(true, "Back pain")}{Box(false, "Heart disease")}</p>
            <p>Do you smoke? No. &nbsp; Do you have a preferred pharmacy? Old Mill Pharmacy.</p>
            <h2>Consent</h2><p>I consent to treatment and have received the notice of privacy practices.</p>
            <p class="foot">Patient signature: {person.First} {person.Last} &nbsp;&nbsp;&nbsp; Date: 11/21/2026</p>
            """),
    ];

    /// <summary>She signs with the name her friends use; telephone and address say who she is.</summary>
    public static string Letter(Written patient) => Sheet.Page("serif", $"""
        {List(("Patient", patient.Name), ("Date of birth", patient.Born), ("Address", patient.Address), ("Phone", patient.Phone))}
        <p>November 20, 2026</p>
        <p>Dear Doctor,</p>
        <p>I am writing about my appointment last week. I was told that somebody would call me with my results, but nobody has called yet. Could you please
        call me in the morning, when I am at home?</p>
        <p>I would like to know too whether I may stop the cream, because my skin is nearly well. Also my bill shows two visits, and I was there only once.</p>
        <p>Thank you for your help.</p>
        <p>Sincerely,<br>{patient.Name}</p>
        """);

    public static string Refill(Written patient, string drug) => Sheet.Page("", $"""
        {Head(Senders.OldMillPharmacy, "center")}
        <h1>REFILL REQUEST</h1>
        {List(("Patient", patient.Name), ("DOB", patient.Born), ("Address", patient.Address), ("Phone", patient.Phone))}
        {List(("Drug name", drug), ("Rx number", "7720146"), ("Qty", "90"), ("Days supply", "90"), ("Last filled", "08/22/2026"), ("Refills requested", "3"), ("Prescriber", OurClinic.Providers[4].Clinician.Signed))}
        <p>[&nbsp;&nbsp;] Approve as written &nbsp;&nbsp; [&nbsp;&nbsp;] Deny &nbsp;&nbsp; [&nbsp;&nbsp;] Patient needs appointment</p>
        <p>Prescriber signature: ______________________ &nbsp; Date: ____________</p>
        <p>Pharmacist: please answer by fax to {Senders.OldMillPharmacy.Fax}</p>
        """);

    public static string Advertisement() => Sheet.Page("wide", """
        <h1 style="font-size:30pt">TONER SALE!</h1>
        <h1>SAVE BIG - UP TO 60 PERCENT OFF</h1>
        <p class="center" style="font-size:16pt">Attention office manager: lowest prices of the year on laser toner and drum cartridges. Free shipping. Limited time offer, act now!</p>
        <p class="center" style="font-size:20pt"><b>CALL NOW (606) 555-0199</b></p>
        <p class="center" style="font-size:14pt">Mention promo code FALL26. Offer expires soon. No obligation. Money back if not delighted.</p>
        <p class="small center" style="margin-top:2in">To be removed from our list call (606) 555-0198. We stop sending within a week.</p>
        """);
}
