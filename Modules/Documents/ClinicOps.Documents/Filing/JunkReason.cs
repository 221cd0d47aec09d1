namespace ClinicOps.Documents.Filing;

/// <summary>Why a document is put away as junk, alone or with others, as the history keeps it: never rename a code.</summary>
internal static class JunkReason
{
    public static readonly IReadOnlyList<(string Code, string Text)> All =
        [("advertising", "Advertising"), ("blank", "Blank, or nothing to be read"), ("test", "A test, or a cover with nothing behind it"), ("other", "Something else")];

    /// <summary>What people call it; null for a code that is none.</summary>
    public static string? TextOf(string? code) => All.Where(reason => reason.Code == code).Select(reason => reason.Text).FirstOrDefault();
}
