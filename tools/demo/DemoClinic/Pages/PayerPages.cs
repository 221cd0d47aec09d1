using DemoClinic.Register;
using static DemoClinic.Pages.Parts;

namespace DemoClinic.Pages;

/// <summary>What payers send.</summary>
internal static class PayerPages
{
    public static IReadOnlyList<string> Benefits(Person person) =>
    [
        Sheet.Page("", $"""
            {Head(Senders.BluegrassMeadow with { Name = person.Payer })}
            <h1>Verification of Benefits</h1>
            {List(("Member Name", $"{person.First} {person.Middle} {person.Last}"), ("Date of Birth", person.BornUs), ("Member ID", person.MemberId), ("Group", person.Group), ("Coverage status", "Active coverage"), ("Coverage effective", "01/01/2026"))}
            <p>This answers your inquiry of November 18, 2026 about the benefits on file for physical therapy and specialist office visits.</p>
            {Grid(["Benefit", "In network", "Out of network"],
                ["Individual deductible", "$1,500.00", "$3,000.00"], ["Deductible met", "$1,120.00", "$0.00"],
                ["Out of pocket maximum", "$5,000.00", "$10,000.00"], ["Specialist copayment", "$45.00", "40% coinsurance"])}
            """),
        Sheet.Page("", $"""
            <p>{person.First} {person.Middle} {person.Last} &nbsp; DOB {person.BornUs} &nbsp; Page 2 of 2</p>
            {Grid(["Benefit", "In network", "Out of network"],
                ["Physical therapy copayment", "$30.00", "40% coinsurance"], ["Physical therapy visit limit", "30 a plan year", "30 a plan year"],
                ["Visits used", "4", ""], ["Advanced imaging", "20% coinsurance", "40% coinsurance"])}
            <p>This is not a guarantee of payment. Benefits depend on eligibility on the date of service and on the terms of the plan.</p>
            <p>Provider services {Senders.BluegrassMeadow.Phone}</p>
            """),
    ];

    /// <summary>The sender's system drops accents.</summary>
    public static IReadOnlyList<string> Approval(Person person, string name) =>
    [
        Sheet.Page("serif", $"""
            {Head(Senders.CumberlandGap with { Name = person.Payer })}
            <h1>Prior Authorization Decision</h1>
            <p>To: {OurClinic.Name}</p>
            {List(("Member", name), ("Date of Birth", person.BornUs), ("Member ID", person.MemberId))}
            <p>We reviewed the request for the service below. The service has been approved.</p>
            {List(("Decision", "APPROVED"), ("Authorization number", "PA-7741902"), ("Service", "MRI brain with and without contrast (70553)"), ("Approved units", "1"), ("Valid from", "11/20/2026"), ("Valid to", "02/18/2027"), ("Requesting provider", OurClinic.Providers[2].Clinician.Signed))}
            """),
        Sheet.Page("serif", $"""
            <p>{name} &nbsp; DOB {person.BornUs} &nbsp; Page 2 of 2</p>
            <p>This authorization is not a guarantee of payment. It covers the rendering site named in the request. If the code, the provider or the site
            changes, a new request is needed.</p>
            <p>Questions: utilization management, {Senders.CumberlandGap.Phone}, weekdays from 8 to 5.</p>
            """),
    ];

    /// <summary>Front and back on one photograph. A card says no birth date.</summary>
    public static string Card(Person person) => Sheet.Page("wide", $"""
        <div class="box" style="width:6.4in;padding:.3in;border-radius:.2in">
        <p><b style="font-size:18pt">{person.Payer}</b> &nbsp; PPO</p>
        <p><b>Member Identification Card</b></p>
        {List(("Member", $"{person.First} {person.Last}"), ("Member ID", person.MemberId), ("Group Number", person.Group), ("Effective", "01/01/2026"), ("Office visit", "$25"), ("Specialist", "$45"), ("Emergency room", "$250"))}
        <p>RxBIN 610999 &nbsp; RxPCN KYD &nbsp; RxGrp {person.Group}</p></div>
        <div class="box" style="width:6.4in;padding:.3in;border-radius:.2in;margin-top:.4in">
        <p><b>Member services</b> {Senders.BluegrassMeadow.Phone}<br>Submit claims to: {person.Payer}, {Senders.BluegrassMeadow.Address}<br>Payer ID 99KY7</p>
        <p>Show this card at every visit. It does not prove coverage.</p></div>
        """);
}
