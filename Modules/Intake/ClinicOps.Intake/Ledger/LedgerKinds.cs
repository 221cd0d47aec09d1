namespace ClinicOps.Intake.Ledger;

/// <summary>Codes of what a line of the ledger is.</summary>
internal static class LedgerKinds
{
    /// <summary>The co-pay of a visit.</summary>
    public const string Charge = "charge-copay";

    /// <summary>Money for a visit.</summary>
    public const string Payment = "payment";

    /// <summary>Money that is held for the patient, for no visit yet.</summary>
    public const string Prepayment = "prepayment";

    /// <summary>Of the money held, what was put to a visit.</summary>
    public const string Applied = "applied";

    /// <summary>Of a payment or prepayment, what was given back.</summary>
    public const string Refund = "refund";

    /// <summary>The whole of another line, with the other sign: as if that had not been.</summary>
    public const string Void = "void";

    public static string InWords(string kind) => kind switch
    {
        Charge => "Co-pay",
        Payment => "Payment",
        Prepayment => "Prepayment",
        Applied => "From prepayment",
        Refund => "Refund",
        _ => "Void",
    };
}

/// <summary>Codes of how money is handed over.</summary>
internal static class PaymentMethods
{
    public const string Cash = "cash";
    public const string Check = "check";
    public const string Card = "card";
    public const string Other = "other";

    public static readonly IReadOnlyList<string> All = [Cash, Check, Card, Other];

    /// <summary>What has to be typed with this way of paying and is not, in words; null where nothing is missing.</summary>
    public static string? Missing(string method, string reference) => (method, reference) switch
    {
        (Check, "") => "Type the check's number.",
        (Card, "") => "Type the reference that the card terminal printed.",
        _ => null,
    };

    public static string InWords(string? method) => method switch
    {
        Cash => "Cash",
        Check => "Check",
        Card => "Card",
        Other => "Other",
        _ => "",
    };
}
