namespace ClinicOps.Documents.Reading;

/// <summary>The reasons in plain words, with what a person can do.</summary>
internal static class PageProblems
{
    public static string Words(this PageProblem problem) => problem switch
    {
        PageProblem.EmptyFile => "The file is empty. Ask the sender to send it again.",
        PageProblem.UnknownKind => "The file is no TIFF, PDF, JPEG or PNG, whatever its name says.",
        PageProblem.Encrypted => "The PDF is locked with a password. Ask the sender for one without.",
        PageProblem.Corrupt => "The file is damaged. Ask the sender to send it again.",
        PageProblem.TooLarge => "The file or its page is larger than is allowed.",
        PageProblem.TooManyPages => "The file has more pages than are allowed. Ask the sender to send it in parts.",
        PageProblem.MissingPage => "The file says it has this page, but the page is not in it.",
        PageProblem.TookTooLong => "Reading took too long and was stopped.",
        PageProblem.WorkerDied => "Reading failed again and again.",
        _ => "It cannot be read.",
    };
}
