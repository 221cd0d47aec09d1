using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Campaign;
using ClinicOps.Documents.Tests.Sorting.Training;

namespace TrainTypes;

/// <summary>Pages of one to six documents of one to four pages, and where each begins.</summary>
internal sealed record DrawnTransmission(IReadOnlyList<PageText> Pages, IReadOnlyDictionary<int, string> Begins)
{
    public static DrawnTransmission Of(IReadOnlyList<PaperKind> kinds, Draw draw)
    {
        var (pages, begins) = (new List<PageText>(), new Dictionary<int, string>());
        var drawer = new DrawPaper(draw);
        var documents = draw.Pick(1, 1, 1, 2, 2, 3, 4, 5, 6);
        for (var i = 0; i < documents; i++)
        {
            var kind = draw.One(kinds);
            begins[pages.Count + 1] = kind.Name;
            pages.AddRange(drawer.Of(kind, pages.Count + 1, draw.Pick(0, 0, 0, 1, 2, 3), i > 0 && draw.Chance(0.25), i > 0 && draw.Chance(0.4), Attached(kinds, kind, draw)).Pages);
        }

        return new(pages, begins);
    }

    /// <summary>With what asks for something, notes and results are sent along.</summary>
    private static List<string>? Attached(IReadOnlyList<PaperKind> kinds, PaperKind kind, Draw draw)
    {
        if (kind.Type is not (DocumentType.PhysicianOrder or DocumentType.Referral or DocumentType.PriorAuthDecision or DocumentType.ConsultNote or DocumentType.DischargeSummary or DocumentType.SignAndReturn)
            || !draw.Chance(0.3))
        {
            return null;
        }

        var notes = kinds.Where(k => k.Type is DocumentType.ConsultNote or DocumentType.DischargeSummary or DocumentType.LabResult or DocumentType.ImagingReport).ToList();
        return [.. draw.One(notes).Lines.Where(l => l[0] is not '#' and not '@' and not '~' and not '-')];
    }
}
