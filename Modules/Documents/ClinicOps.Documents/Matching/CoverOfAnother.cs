using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Matching;

/// <summary>
/// A cover sheet belongs to every document of its transmission: whom it names must not be somebody else than the document's patient.
/// Senders, recipients and providers stand on every cover and speak for nobody.
/// </summary>
internal static class CoverOfAnother
{
    /// <summary>Words of headings: "Re: Knee MRI Report" names no person.</summary>
    private static readonly HashSet<string> OfSubjects =
    [
        .. TypeVocabulary.Entries.SelectMany(e => e.Phrase).Where(word => word.Length >= 3),
        "attached", "document", "documents", "enclosed", "scan", "xray", "knee", "hip", "spine", "brain", "chest", "shoulder", "appointment", "new", "needed", "asap", "fyi", "info",
    ];

    /// <returns>Why the document must not be filed to this person by machine, without patient text; null when the cover does not object.</returns>
    public static string? Objection(PatientEvidence cover, HeldAgainst chosen, IReadOnlyList<NamedPerson> people, GateOptions options)
    {
        var names = cover.Names.Where(n => IsPerson(n, people, options)).ToList();
        if (names.Count > 0 && !names.Exists(n => Fits(n, chosen, people, options)))
        {
            return "The cover sheet names another patient than the document.";
        }

        var against = ScorePatients.Of(cover, [chosen.Person])[0];
        if (against.MrnDiffers && cover.Mrns.All(m => m.Value != NameKeys.Number(chosen.Person.Mrn)))
        {
            return "The MRN on the cover sheet is not this patient's.";
        }

        var excused = Pairs(cover.Names.Select(n => n.Name).Concat(cover.OtherPeople.Select(o => o.Name.Name)).Concat([.. chosen.Person.Names.Select(AsWritten)])).ToHashSet();
        var loose = cover.Mentions.Where(m => !m.InRole).Select(m => new NamePair(m.First, m.Last)).ToHashSet();
        return people.Any(p => p.PatientId != chosen.Person.PatientId && loose.Contains(p.Pair) && !excused.Contains(p.Pair))
            ? "Another registered person is named on the cover sheet."
            : null;
    }

    /// <summary>Registered, or read well enough to be somebody: a misread line must not hold up a fax.</summary>
    private static bool IsPerson(NameRead read, IReadOnlyList<NamedPerson> people, GateOptions options) =>
        Pairs([read.Name]).Any(pair => people.Any(p => p.Pair == pair))
        || (read.Place.Confidence >= options.LookAlikeWordConfidence
            && read.Name.Text.Split([' ', ',', '/', '-'], StringSplitOptions.RemoveEmptyEntries).All(word => !OfSubjects.Contains(NameKeys.Key(word))));

    /// <summary>A slip of the pen or of the reading is the patient's own name, unless it is read well or is somebody's.</summary>
    private static bool Fits(NameRead read, HeldAgainst chosen, IReadOnlyList<NamedPerson> people, GateOptions options)
    {
        var fit = NameFit.Of(read.Name, chosen.Person);
        var isAnother = fit.Strength < NameStrength.Full && Pairs([read.Name]).Any(pair => people.Any(p => p.PatientId != chosen.Person.PatientId && p.Pair == pair));
        return !isAnother && !fit.SuffixDiffers
            && (fit.Strength > NameStrength.Slip || (fit.Strength == NameStrength.Slip && read.Place.Confidence < options.LookAlikeWordConfidence));
    }

    private static WrittenName AsWritten(RegisteredName name) => new(name.First, name.First, name.Middle, name.Last, name.Suffix, "", OrderIsPlain: true);

    private static IEnumerable<NamePair> Pairs(IEnumerable<WrittenName> names) =>
        from name in names
        from pair in from first in NameKeys.FirstKeys(name.First).Concat(NameKeys.Parts(name.Middle))
                     from last in NameKeys.LastKeys(name.Last)
                     from either in new[] { new NamePair(first, last), new NamePair(last, first) }
                     select either
        select pair;
}
