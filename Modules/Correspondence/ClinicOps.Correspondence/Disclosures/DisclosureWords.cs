using ClinicOps.Correspondence.Delivery;

namespace ClinicOps.Correspondence.Disclosures;

/// <summary>What the recorded codes of disclosures are called in front of people.</summary>
internal static class DisclosureWords
{
    public static readonly IReadOnlyList<(string Code, string Words)> Kinds =
    [
        (DisclosureKind.Patient, "the patient"),
        (DisclosureKind.Family, "family, or who acts for the patient"),
        (DisclosureKind.Colleague, "a colleague who treats the patient"),
        (DisclosureKind.Payer, "a health plan or payer"),
        (DisclosureKind.Other, "somebody else"),
    ];

    public static readonly IReadOnlyList<(string Code, string Words)> Purposes =
    [
        (DisclosurePurpose.Treatment, "treatment"),
        (DisclosurePurpose.Payment, "payment"),
        (DisclosurePurpose.Operations, "running the clinic"),
        (DisclosurePurpose.AtRequest, "at the patient's request"),
        (DisclosurePurpose.RequiredByLaw, "required by law"),
        (DisclosurePurpose.Authorization, "the patient's authorization"),
        (DisclosurePurpose.Mistake, "by mistake"),
    ];

    /// <summary>How something is given out by hand.</summary>
    public static readonly IReadOnlyList<(string Code, string Words)> WaysByHand =
    [
        (DisclosureWay.InPerson, "handed over"),
        (DisclosureWay.Phone, "by telephone"),
        (DisclosureWay.Disc, "on a disc or stick"),
        (DisclosureWay.Print, "by post"),
        (DisclosureWay.Fax, "by fax"),
        (DisclosureWay.Email, "by e-mail"),
    ];

    public static string Kind(string code) => Of(Kinds, code);

    public static string Purpose(string code) => Of(Purposes, code);

    public static string Way(string code) => Of(WaysByHand, code);

    /// <summary>Null where it left, and nothing more is to be said.</summary>
    public static string? State(string code) => code switch
    {
        DisclosureState.MayHaveLeft => "may have left: nobody knows",
        DisclosureState.CameBack => "came back undelivered",
        _ => null,
    };

    /// <summary>As people read it: of a fax the number with its brackets.</summary>
    public static string Address(Disclosure of) =>
        of.Way == DisclosureWay.Fax && of.Address.Length > 0 && of.Address.All(char.IsAsciiDigit) ? FaxNumber.Shown(of.Address) : of.Address;

    /// <summary>"Records asked for, 2 documents of the chart, 5 pages".</summary>
    public static string What(Disclosure of) =>
        string.Join(", ", new[] { of.What, Count(of.DocumentIds.Length, "document of the chart", "documents of the chart"), Count(of.Pages, "page", "pages") }.Where(part => part.Length > 0));

    public static bool IsKnown(IReadOnlyList<(string Code, string Words)> choices, string? code) => choices.Any(choice => choice.Code == code);

    private static string Count(int number, string one, string many) => number switch
    {
        0 => "",
        1 => $"1 {one}",
        _ => $"{number} {many}",
    };

    private static string Of(IReadOnlyList<(string Code, string Words)> choices, string code) => choices.FirstOrDefault(choice => choice.Code == code).Words ?? code;
}
