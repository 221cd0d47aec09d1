using System.Globalization;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <param name="When">On the location's clock.</param>
/// <param name="Who">A user's name, or "ClinicOps".</param>
internal sealed record HistoryLine(string When, string Words, string Who);

/// <summary>The events of a transmission and its documents in plain words.</summary>
internal static class HistoryWords
{
    /// <summary>Null for steps that say nothing to people: a long fax has dozens of them.</summary>
    /// <param name="names">What labels and users are called, by the ids that steps hold.</param>
    public static string? Of(DocumentEvent happened, IReadOnlyDictionary<Guid, string> names) => happened.Code switch
    {
        EventCode.Received => "Received",
        EventCode.ReceivedAsRepeat => "Received; the same file had come before",
        EventCode.CannotBeOpened => $"The file could not be opened: {Problem(happened.Detail)}",
        EventCode.PageFailed => $"A page could not be read: {Problem(happened.Detail)}",
        EventCode.Sorted => "Read and sorted",
        EventCode.UrgentWordingRead => $"Urgent wording found: {Urgent(happened.Detail)}",
        EventCode.UrgentWordingMoved => $"Its urgent page went into another document: {Urgent(happened.Detail)}",
        EventCode.Matched => "One registered patient fits without a doubt",
        EventCode.SentToReview => "Put in review" + Reason(happened.Detail),
        EventCode.Filed => "Filed to the patient's chart",
        EventCode.Unfiled => "Taken out of the chart",
        EventCode.SuggestionsUpdated => "Suggested patients updated: the register changed",
        EventCode.LooksLikeARepeat => "Looks like one received before",
        EventCode.SetAsideAsRepeat => "Set aside as a repeat",
        EventCode.SaidToBeAnother => "Said to be another, not a repeat",
        EventCode.MarkedJunk => "Marked as junk" + (JunkReason.TextOf(happened.Detail) is { } why ? $": {why.ToLowerInvariant()}" : ""),
        EventCode.JunkUndone => "Put back into review",
        EventCode.TypeCorrected => "Type changed" + (DocumentTypes.FromCode(happened.Detail ?? "") is { } type ? $" to {Wording.Of(type)}" : ""),
        EventCode.OrdersTranscribed => "Orders transcribed",
        EventCode.OrdersWithdrawn => "Orders withdrawn",
        EventCode.DecisionTold => "Authorization decision read",
        EventCode.ReferralTold => "Referral read",
        EventCode.ConsultNoteTold => "Consult note read",
        EventCode.FieldsToldAgain => "What was told of it follows the correction",
        EventCode.DecisionToldAgain => "The decision's task follows the correction",
        EventCode.OrderCorrected => "An order corrected by hand",
        EventCode.OrderCorrectionsDropped => "What was corrected of an order was dropped: it was not found again when its pages were read anew",
        EventCode.FieldsCorrected => $"Corrected by hand: {FieldNames(happened.Detail)}",
        EventCode.FieldsCorrectionUndone => $"Correction undone: {FieldNames(happened.Detail)}",
        EventCode.PagesChanged => happened.Detail switch
        {
            PageActKind.Split => "Cut in two by hand",
            PageActKind.Merge => "Merged with its neighbour by hand",
            PageActKind.Join => "Joined by hand with a document of another transmission",
            PageActKind.TakeOut => "A page was taken out by hand",
            PageActKind.Undo => "Change of pages undone",
            _ => "Pages put in another order by hand",
        },
        EventCode.MergedInto => "Its pages went into another document",
        EventCode.PageTurned => $"Page {happened.Detail?.Split(':')[0]} turned by hand, to be read again",
        EventCode.PageNotTurned => $"Page {happened.Detail} could not be read turned: it stays as it was",
        EventCode.AccessChanged => "Access class changed",
        EventCode.OwnerChanged => "Owner changed",
        EventCode.Given => $"Given to {(GivenDetail.To(happened.Detail) is { } to ? names.GetValueOrDefault(to) : null) ?? "a colleague"}",
        EventCode.LabelPut => $"Label put on: {Name(happened.Detail, names)}",
        EventCode.LabelTakenOff => $"Label taken off: {Name(happened.Detail, names)}",
        EventCode.NoteWritten => "A note was written",
        EventCode.NoteStruck => "A note was struck through",
        EventCode.HandedOver => "Handed over to a cleared colleague",
        EventCode.Resumed => "Taken up again after standing still",
        EventCode.GivenUp => "Given up after several tries: a person is asked",
        EventCode.DealtWith => "Marked as dealt with",
        EventCode.DealtWithUndone => "Put back on the list of failed files",
        EventCode.FiledToPractice => $"Filed to the practice: {PracticeFolder.TextOf(happened.Detail)}",
        EventCode.PracticeUndone => "Taken out of the practice's folders",
        EventCode.MarkedMisdirected => "Said to be meant for somebody else",
        EventCode.MisdirectedUndone => "Said to be for this practice after all",
        EventCode.WorkBegun => "Opened to be worked on",
        EventCode.Viewed => "Looked at",
        EventCode.SavedAsPdf => "Saved as a PDF",
        EventCode.Exported => "Written into the folder of the EHR",
        EventCode.ExportWithdrawn => "Taken out of the folder of the EHR",
        EventCode.FilingSaidRight => "Said: the automatic filing was not wrong",
        EventCode.FilingSaidRightUndone => "Taken back: the automatic filing counts as wrong",
        EventCode.Duty => DutyWords.OfHistory(happened.Detail),
        _ => null,
    };

    private static string FieldNames(string? detail) => string.Join(", ", (detail ?? "").Split(',').Select(name => FieldWording.LabelOf(name, null)));

    private static string Name(string? detail, IReadOnlyDictionary<Guid, string> names) => Guid.TryParse(detail, out var id) ? names.GetValueOrDefault(id, "") : "";

    private static string Problem(string? detail) =>
        Enum.TryParse<PageProblem>(detail, out var problem) ? Wording.Because(problem) : "of an unknown problem";

    /// <param name="detail">As <see cref="Alert.Detail"/> says it.</param>
    private static string Urgent(string? detail) => detail?.Split(':') is [var code, var day]
        ? $"{Wording.Urgent(code)}, {Wording.Of(DateOnly.ParseExact(day, "O", CultureInfo.InvariantCulture))}"
        : Wording.Urgent(detail ?? "");

    private static string Reason(string? detail) =>
        Enum.TryParse<ReviewReason>(detail, out var reason) ? $": {Wording.InShort(reason)}" : "";
}
