using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Matching;

/// <summary>Asks the register everything the gate needs about one document, from stored evidence alone.</summary>
internal static class AskRegister
{
    /// <summary>
    /// Read again at each deciding: when the document is matched, inside the transaction that files it, and whenever a patient is
    /// registered or changed. Then <see cref="DecideFiling.For"/> with the answer.
    /// </summary>
    /// <param name="cover">What the covers of its transmission say; null where there are none.</param>
    public static async Task<RegisterAnswer> About(PatientEvidence evidence, PatientEvidence? cover, IPatientRegister register, CancellationToken cancel) => new(
        await register.FindCandidates(Query(evidence), cancel),
        await register.NamedIn([.. evidence.Mentions.Concat(cover?.Mentions ?? []).Where(m => !m.InRole).Select(m => new NamePair(m.First, m.Last)).Distinct()], cancel),
        await register.State(cancel));

    public static MatchQuery Query(PatientEvidence evidence)
    {
        var dates = evidence.BirthDates.SelectMany(d => d.OtherReadings.Prepend(d.Date)).Distinct().ToList();
        return new(
            [.. evidence.Names.SelectMany(n => Pairs(n.Name)).Where(p => p is { First.Length: > 0, Last.Length: > 0 }).Distinct()],
            dates,
            [.. dates.SelectMany(BirthDates.Near).Distinct().Except(dates)],
            [.. evidence.Phones.Select(p => p.Value).Distinct()],
            [.. evidence.MemberIds.Select(m => m.Value).Distinct()],
            [.. evidence.Mrns.Select(m => m.Value).Distinct()]);
    }

    private static IEnumerable<NamePair> Pairs(WrittenName name)
    {
        var firsts = NameKeys.FirstKeys(name.First)
            .Concat(name.Nickname.Length > 0 ? [name.Nickname] : [])
            .SelectMany(Nicknames.SameAs)
            .Concat(NameKeys.Parts(name.Middle));
        var lasts = NameKeys.LastKeys(name.Last).Concat(NameKeys.Parts(name.Middle).TakeLast(1).Select(m => m + NameKeys.Key(name.Last)));
        return (from first in firsts.Distinct() from last in lasts.Distinct() select new NamePair(first, last))
            .Append(new(NameKeys.Key(name.Last), NameKeys.Key(name.First)));
    }
}
