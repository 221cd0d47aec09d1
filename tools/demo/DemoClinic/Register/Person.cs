using System.Globalization;

namespace DemoClinic.Register;

/// <summary>An invented patient. The suffix stands with the last name, as registers of this kind keep it ("Pruitt Jr").</summary>
/// <param name="Sex">F or M.</param>
internal sealed record Person(
    string Mrn,
    string Last,
    string First,
    string Middle,
    DateOnly Born,
    string Sex,
    string Phone,
    string Email,
    string Street,
    Town Town,
    string Payer,
    string MemberId,
    string Group,
    string Pcp,
    string Language)
{
    public string FullName => Middle.Length > 0 ? $"{First} {Middle} {Last}" : $"{First} {Last}";

    public string ListName => Middle.Length > 0 ? $"{Last}, {First} {Middle}" : $"{Last}, {First}";

    public string Address => $"{Street}, {Town.Name}, KY {Town.Zip}";

    /// <summary>"05/14/1958".</summary>
    public string BornUs => Born.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture);

    /// <summary>"May 14, 1958".</summary>
    public string BornWords => Born.ToString("MMMM d, yyyy", CultureInfo.InvariantCulture);
}

/// <summary>An invented town; its postal code is not assigned.</summary>
internal sealed record Town(string Name, string Zip);
