using ClinicOps.Intake.Contracts;

namespace ClinicOps.Intake.Patients;

/// <summary>
/// Who is registered already and may be the person about to be registered: a like name with the same birth date or one slip off
/// it (also with first and last exchanged), the very same name whatever the date, or the same phone or member id with the same first name.
/// </summary>
internal sealed class FindLookAlikes(IPatientRegister register, IPatients patients)
{
    private const int MostShown = 12;

    public async Task<LookAlikes> Of(PatientDetails details, CancellationToken stopping)
    {
        string[] firsts = [.. NameKeys.FirstKeys(details.First).SelectMany(Nicknames.SameAs).Distinct()];
        string[] lasts = [.. NameKeys.LastKeys(details.Last)];
        NamePair[] pairs = [.. from first in firsts from last in lasts select new NamePair(first, last)];
        var born = details.BirthDate!.Value;
        string[] phones = [.. new[] { NameKeys.Phone(details.Phone), NameKeys.Phone(details.OtherPhone) }.Where(phone => phone.Length > 0)];
        string[] memberIds = [.. new[] { NameKeys.Number(details.MemberId) }.Where(id => id.Length > 0)];
        var candidates = await register.FindCandidates(new MatchQuery(pairs, [born], BirthDates.Near(born), phones, memberIds, []), stopping);
        var alike = candidates.Patients.Where(person => IsAlike(person)).Select(person => person.PatientId).Take(MostShown).ToList();
        var found = (await patients.Find(alike, stopping)).ToDictionary(patient => patient.Id);
        return new LookAlikes([.. alike.Where(found.ContainsKey).Select(id => found[id])], alike.Count - found.Count);

        bool IsAlike(PatientCandidate person)
        {
            var dateAlike = person.BirthDate is not { } date || date == born || BirthDates.AreNear(date, born);
            var numberAlike = person.Phones.Intersect(phones).Any() || person.MemberIds.Any(member => memberIds.Contains(member.MemberId));
            return person.Names.Any(name =>
            {
                var firstSame = NameKeys.FirstKeys(name.First).Any(firsts.Contains);
                var lastSame = NameKeys.LastKeys(name.Last).Any(lasts.Contains);
                var firstLike = firstSame || NameKeys.Sound(name.First) == NameKeys.Sound(details.First);
                var lastLike = lastSame || NameKeys.LastKeys(name.Last).Any(last => lasts.Any(mine => NameKeys.Sound(mine) == NameKeys.Sound(last)));
                return (firstSame && lastSame) || (dateAlike && IsExchanged(name)) || (firstLike && lastLike && dateAlike) || (firstSame && numberAlike);
            });
        }

        bool IsExchanged(RegisteredName name) =>
            NameKeys.FirstKeys(name.First).Any(first => lasts.Contains(first)) && NameKeys.LastKeys(name.Last).Any(last => NameKeys.FirstKeys(details.First).Contains(last));
    }
}

/// <param name="Closed">How many more there are whose records are closed to the acting user.</param>
internal sealed record LookAlikes(IReadOnlyList<PatientSummary> Patients, int Closed);
