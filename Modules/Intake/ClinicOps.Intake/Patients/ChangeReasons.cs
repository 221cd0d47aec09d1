namespace ClinicOps.Intake.Patients;

/// <summary>Why particulars or coverages are changed, as the history keeps it: offered so that nobody has to type, and free for who knows better.</summary>
internal static class ChangeReasons
{
    public const int Longest = 200;

    /// <summary>The usual one first: forms begin with it.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        "The patient said so at the desk", "The patient said so by phone", "A relative said so", "Seen on the insurance card", "The payer said so", "Seen on a document", "Was a mistake",
    ];

    public static string Usual => All[0];

    /// <returns>Null where nothing was said.</returns>
    public static string? Of(string? typed) => PatientDetails.Text(typed) switch
    {
        "" => null,
        { Length: > Longest } longer => longer[..Longest],
        var said => said,
    };
}
