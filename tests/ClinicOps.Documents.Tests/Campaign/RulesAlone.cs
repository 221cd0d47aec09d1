using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Tests.Campaign;

/// <summary>
/// The rules of cutting, reading and deciding asked directly, with a simple register: a campaign of a minute, for work on them. What a
/// database and the register of Intake add is not tried.
/// </summary>
internal sealed class RulesAlone
{
    private static readonly DateOnly Today = new(2026, 3, 2);

    private readonly Dictionary<Guid, string> mrns = [];
    private readonly List<PatientCandidate> people;
    private readonly ILookup<NamePair, Guid> pairs;

    public RulesAlone(Register register)
    {
        var dates = register.People.CountBy(p => p.Born).ToDictionary();
        var (firsts, lasts) = (register.People.CountBy(p => NameKeys.Key(p.First)).ToDictionary(), register.People.CountBy(p => NameKeys.Key(p.Last)).ToDictionary());
        people = [.. register.People.Select(Candidate)];
        pairs = (from person in people
                 from name in person.Names
                 from first in NameKeys.FirstKeys(name.First)
                 from last in NameKeys.LastKeys(name.Last)
                 select (Pair: new NamePair(first, last), person.PatientId)).ToLookup(p => p.Pair, p => p.PatientId);

        PatientCandidate Candidate(Person p)
        {
            // Not drawn: whom nothing tells apart stand in the order of their ids, and a seed is to say the same each time.
            var id = new Guid(mrns.Count + 1, 0, 0, new byte[8]);
            mrns[id] = p.Mrn;
            var suffix = NameKeys.Suffix(p.RegisteredSuffix);
            RegisteredName Name(string last, NameKind kind) => new(p.First, p.Middle, last, suffix, kind, firsts[NameKeys.Key(p.First)], lasts.GetValueOrDefault(NameKeys.Key(last)));
            return new(
                id, p.Mrn, [Name(p.Last, NameKind.Current), .. p.Former.Length > 0 ? [Name(p.Former, NameKind.Former)] : Array.Empty<RegisteredName>()], p.Born, p.Sex,
                [NameKeys.Phone(p.Phone)], [new(p.Street, p.Town, "OH", p.Zip)],
                [new(NameKeys.Number(p.MemberId), "", "", register.People.Count(o => o.MemberId == p.MemberId))])
            {
                BirthDateBearers = dates[p.Born],
            };
        }
    }

    /// <returns>Pages, type, to whom it is filed by machine ("" when to nobody), the likeliest, and the reason of review.</returns>
    public IReadOnlyList<(IReadOnlyList<int> Pages, DocumentType Type, string FiledTo, string Likeliest, string Reason)> Decide(Sending sending) =>
        [.. Judge(sending, null).Select(one => one.Decision switch
        {
            FilingDecision.Auto auto => (one.Pages, one.Type, mrns[auto.PatientId], mrns[auto.PatientId], ""),
            FilingDecision.Review review => (one.Pages, one.Type, "", review.Ranked is [var first, ..] ? mrns[first.PatientId] : "", review.Reason.ToString()),
            var other => throw new InvalidOperationException(other.ToString()),
        })];

    /// <param name="weights">By which those are ranked whom a person would be shown; null for points set by hand.</param>
    public IReadOnlyList<(IReadOnlyList<int> Pages, DocumentType Type, FilingDecision Decision)> Judge(Sending sending, MatchWeights? weights)
    {
        var parts = SplitTransmission.Of(sending.Pages, Today, []);
        var covers = parts.Covers.Select(number => sending.Pages[number - 1]).ToList();
        var cover = covers.Count == 0 ? null : ReadPatientEvidence.From(covers, Today);
        var outOfOrder = SplitTransmission.IsOutOfOrder(parts.Documents, sending.Pages);
        return [.. parts.Documents.Select(numbers => Judge(numbers, [.. numbers.Select(number => sending.Pages[number - 1])], cover, outOfOrder, weights))];
    }

    public string MrnOf(RankedPatient ranked) => mrns[ranked.PatientId];

    private (IReadOnlyList<int> Pages, DocumentType Type, FilingDecision Decision) Judge(IReadOnlyList<int> numbers, List<PageText> texts, PatientEvidence? cover, bool outOfOrder, MatchWeights? weights)
    {
        var classified = ClassifyDocument.Of(texts);
        var evidence = SortTransmission.CutByMachine(ReadPatientEvidence.From(texts, Today), texts, Today, outOfOrder);
        var named = evidence.Mentions.Concat(cover?.Mentions ?? []).Where(m => !m.InRole).Select(m => new NamePair(m.First, m.Last)).Distinct()
            .SelectMany(pair => pairs[pair].Select(id => new NamedPerson(id, pair))).ToList();
        var now = new DateTimeOffset(Today, new TimeOnly(14, 0), TimeSpan.Zero);
        var query = AskRegister.Query(evidence);
        var answer = new RegisterAnswer(new CandidateSet([.. people.Where(p => IsCandidate(p, query))], false), named, new RegisterState(now, people.Count));
        return (numbers, classified.Type, DecideFiling.For(evidence, cover, classified.Type, classified.Confidence, answer, new GateOptions(), now, weights));
    }

    /// <summary>As the register of Intake gathers them, but for likeness by trigrams.</summary>
    private static bool IsCandidate(PatientCandidate person, MatchQuery query) =>
        query.BirthDates.Contains(person.BirthDate!.Value) || query.NearBirthDates.Contains(person.BirthDate.Value)
        || query.Mrns.Contains(NameKeys.Number(person.Mrn)) || query.Phones.Intersect(person.Phones).Any() || query.MemberIds.Intersect(person.MemberIds.Select(m => m.MemberId)).Any()
        || query.Names.Any(asked => person.Names.Any(n => NameKeys.Key(n.First)[0] == asked.First[0] && NameKeys.LastKeys(n.Last).Any(last => NameKeys.Sound(last) == NameKeys.Sound(asked.Last))));
}
