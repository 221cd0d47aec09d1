using DemoClinic.Register;

namespace DemoClinic.Pages;

/// <summary>The patient as a page writes him or her; what is null is not said.</summary>
internal sealed record Written(
    string Name, string? Born, string? Sex = null, string? Phone = null, string? Address = null, string? Mrn = null, string? Payer = null, string? MemberId = null)
{
    public static Written Of(Person person) => new(
        $"{person.First} {(person.Middle.Length > 0 ? person.Middle + " " : "")}{person.Last}", person.BornUs, person.Sex, person.Phone, person.Address, null, person.Payer, person.MemberId);
}

/// <summary>Pieces that several pages share.</summary>
internal static class Parts
{
    public static string Head(Practice practice, string alignment = "") =>
        $"<div class=\"head rule {alignment}\"><b>{practice.Name.Replace("&", "&amp;", StringComparison.Ordinal)}</b><br>{practice.Address}<br>Phone {practice.Phone} &nbsp; Fax {practice.Fax}</div>";

    /// <summary>One label and value a line.</summary>
    public static string List(params (string Label, string? Value)[] lines) =>
        $"<table class=\"narrow\">{string.Concat(lines.Where(line => line.Value is not null).Select(line => $"<tr><td>{line.Label}:</td><td>{line.Value}</td></tr>"))}</table>";

    /// <summary>Rows under headings.</summary>
    public static string Grid(string[] headings, params string[][] rows) =>
        $"<table class=\"lined\"><tr>{string.Concat(headings.Select(h => $"<th>{h}</th>"))}</tr>{string.Concat(rows.Select(row => $"<tr>{string.Concat(row.Select(cell => $"<td>{cell}</td>"))}</tr>"))}</table>";

    public static string Box(bool ticked, string text) => $"[{(ticked ? "X" : "&nbsp;&nbsp;")}] {text}<br>";

    public static string Signed(Clinician clinician, string on) =>
        $"<p class=\"foot\">Ordering provider: {clinician.Signed}<br>NPI: {clinician.Npi}<br>Electronically signed by {clinician.Signed} on {on}</p>";

    public static string ToOurs(string line) => $"<p>To: {OurClinic.Name}{line}</p>";
}
