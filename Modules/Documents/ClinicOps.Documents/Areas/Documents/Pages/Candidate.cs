using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>Somebody registered who may be meant.</summary>
/// <param name="Reasons">For and against; empty for who was only searched.</param>
internal sealed record Candidate(PatientSummary Patient, IReadOnlyList<MatchReason> Reasons)
{
    private static readonly ReviewReason[] NotAboutWho =
    [
        ReviewReason.UnsureType, ReviewReason.AboutNoPatient, ReviewReason.Misdirected, ReviewReason.PoorlyRead, ReviewReason.RegisterPaused, ReviewReason.NeedsThirdIdentifier, ReviewReason.CommonName,
        ReviewReason.Repeat, ReviewReason.PageUnread, ReviewReason.PageMissing, ReviewReason.RestOfAnother, ReviewReason.MayBeTwo, ReviewReason.SentBack, ReviewReason.StepFailed,
    ];

    /// <summary>Wordings of <see cref="ScorePatients"/> for what agrees only nearly.</summary>
    private static readonly string[] Nearly = ["slip away", "in part", "only by its initial", "of the family"];

    /// <summary>"for", "against" or "unsure": a field that nearly agrees is no agreement to somebody in a hurry.</summary>
    public static string Side(MatchReason reason) =>
        reason.Points <= 0 ? "against"
            : Nearly.Any(part => reason.Words.Contains(part, StringComparison.Ordinal)) ? "unsure"
            : "for";

    public bool Differs(string field) => Reasons.Any(reason => Side(reason) != "for" && reason.Words.StartsWith(field, StringComparison.Ordinal));

    /// <summary>
    /// Whom one key press may accept: far ahead of the next, with nothing against. Where the reason of the review is who is meant,
    /// nobody is chosen beforehand: the reviewer says who.
    /// </summary>
    public static Guid? ClearlyFirst(Document document, IReadOnlyList<RankedPatient> ranked) =>
        document.ReviewReason is { } why && NotAboutWho.Contains(why)
            && ranked is [var first, ..] && first.Reasons.All(reason => Side(reason) == "for") && (ranked is not [_, var second, ..] || first.Score - second.Score >= FileDocument.ClearlyLess)
            ? first.PatientId
            : null;
}
