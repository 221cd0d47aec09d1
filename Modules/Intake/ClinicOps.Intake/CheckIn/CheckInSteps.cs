namespace ClinicOps.Intake.CheckIn;

/// <summary>Codes of the steps of a check-in: what is confirmed, in any order, and how far the visit has come, one after the other.</summary>
internal static class CheckInSteps
{
    public const string Identity = "identity";
    public const string Card = "card";
    public const string Address = "address";
    public const string Arrived = "arrived";
    public const string CheckedIn = "checked-in";
    public const string Roomed = "roomed";
    public const string Done = "done";

    public static readonly IReadOnlyList<string> Confirmations = [Identity, Card, Address];

    public static readonly IReadOnlyList<string> Way = [Arrived, CheckedIn, Roomed, Done];
}
