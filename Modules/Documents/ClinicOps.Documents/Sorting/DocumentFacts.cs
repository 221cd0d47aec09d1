using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;

namespace ClinicOps.Documents.Sorting;

/// <summary>What the pages of one document say: what it is, of whom, what is urgent, and which pages it lacks.</summary>
/// <param name="Urgent">The gravest first.</param>
/// <param name="RespondBy">The first day still to come by which somebody must act.</param>
internal sealed record DocumentFacts(Classification Type, PatientEvidence Patient, int[] MatchKeys, IReadOnlyList<Alert> Urgent, DateOnly? RespondBy, MissingPages Missing)
{
    /// <param name="pages">The document's, in its order.</param>
    /// <param name="covers">Of its transmission: whom they name concerns each of its documents.</param>
    /// <param name="counts">See <see cref="MissingPages.CountsOn"/>.</param>
    /// <param name="isFirst">Of its transmission: with it the urgent words of the covers are raised.</param>
    /// <param name="addressedAs">See <see cref="DocumentsOptions.AddressedAs"/>.</param>
    /// <param name="today">A deadline has passed on its day and after it; no birth date lies after it.</param>
    /// <param name="deadlineDays">Working days before it from which a deadline is near.</param>
    /// <param name="received">On which they came: from it days are counted, however much later they are looked at.</param>
    public static DocumentFacts Of(IReadOnlyList<ReceivedPage> pages, IReadOnlyList<PageText> covers, IReadOnlyDictionary<int, (int Page, int Of)> counts, bool isFirst, IReadOnlyList<string> addressedAs, DateOnly today, int deadlineDays, DateOnly? received = null)
    {
        List<PageText> texts = [.. pages.Select(page => page.Text).OfType<PageText>()];
        var urgent = UrgentWording.In([.. isFirst ? covers : [], .. texts], today, received ?? today);
        var patient = ReadPatientEvidence.From(texts, today);
        return new DocumentFacts(
            Addressee.OfAnother([.. covers, .. texts.Take(1)], addressedAs) is { } other
                ? new Classification(DocumentType.Misdirected, 1, DocumentType.Unsure, [other])
                : ClassifyDocument.Of(texts),
            patient,
            [.. Matching.MatchKeys.Of(patient).Union(Matching.MatchKeys.Of(ReadPatientEvidence.From(covers, today)))],
            Urgency.Alerts(urgent, today, deadlineDays),
            Urgency.RespondBy(urgent, today),
            MissingPages.In([.. pages.Select(page => page.Leaf)], counts));
    }
}
