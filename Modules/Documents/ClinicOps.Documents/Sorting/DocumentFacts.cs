using ClinicOps.Documents.Acknowledging;
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
    /// <param name="covers">That it came with: whom they name concerns each document of their transmission.</param>
    /// <param name="led">Of these, those whose urgent words are raised with it: of one that is the first of their transmission.</param>
    /// <param name="counts">See <see cref="MissingPages.CountsOn"/>.</param>
    /// <param name="addressedAs">See <see cref="DocumentsOptions.AddressedAs"/>.</param>
    /// <param name="today">A deadline has passed on its day and after it; no birth date lies after it.</param>
    /// <param name="deadlineDays">Working days before it from which a deadline is near.</param>
    /// <param name="received">On which they came: from it days are counted, however much later they are looked at.</param>
    /// <param name="holidays">On which nobody works.</param>
    public static DocumentFacts Of(IReadOnlyList<ReceivedPage> pages, IReadOnlyList<PageText> covers, IReadOnlyList<PageText> led, IReadOnlyDictionary<int, (int Page, int Of)> counts, IReadOnlyList<string> addressedAs, DateOnly today, int deadlineDays, DateOnly? received = null, Holidays? holidays = null)
    {
        List<PageText> texts = [.. pages.Select(page => page.Text).OfType<PageText>()];
        var urgent = UrgentWording.In([.. led, .. texts], today, received ?? today, holidays);
        var patient = ReadPatientEvidence.From(texts, today);
        return new DocumentFacts(
            Addressee.OfAnother([.. covers, .. texts.Take(1)], addressedAs) is { } other
                ? new Classification(DocumentType.Misdirected, 1, DocumentType.Unsure, [other])
                : ClassifyDocument.Of(texts),
            patient,
            [.. Matching.MatchKeys.Of(patient).Union(Matching.MatchKeys.Of(ReadPatientEvidence.From(covers, today)))],
            Urgency.Alerts(urgent, today, deadlineDays, holidays),
            Urgency.RespondBy(urgent, today),
            MissingPages.In([.. pages.Select(page => page.Leaf)], counts));
    }
}
