namespace ClinicOps.Intake.Patients.People;

/// <summary>What somebody is to a patient. Recorded: never rename one.</summary>
internal static class Relations
{
    public static readonly IReadOnlyList<(string Code, string Words)> All =
    [
        ("parent", "Parent"), ("guardian", "Guardian"), ("foster-parent", "Foster parent"), ("spouse", "Spouse or partner"), ("child", "Child"), ("sibling", "Brother or sister"), ("grandparent", "Grandparent"),
        ("caregiver", "Caregiver"), ("attorney", "Power of attorney"), ("other", "Other"),
    ];

    public static string Words(string code) => All.Where(relation => relation.Code == code).Select(relation => relation.Words).FirstOrDefault() ?? code;
}
