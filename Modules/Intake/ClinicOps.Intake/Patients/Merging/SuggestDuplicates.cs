using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Patients.Merging;

/// <summary>
/// Registered records that may be the same person as this one, likeliest first, with what speaks for it and against. As many as
/// <see cref="FindLookAlikes"/> finds at most, however large the register. A name alone is not enough: it needs the birth date, or a slip of it, or a number. Who was told apart from it is not suggested again.
/// </summary>
internal sealed class SuggestDuplicates(IntakeDb db, FindLookAlikes lookAlikes)
{
    /// <returns>Null when there is no such patient in sight, or it was merged into another.</returns>
    public async Task<Duplicates?> Of(Guid patientId, CancellationToken stopping)
    {
        if (await db.WholePatients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == patientId && p.MergedIntoId == null, stopping) is not { } patient)
        {
            return null;
        }

        var alike = await lookAlikes.Of(PatientDetails.Of(patient), stopping);
        var apart = await db.PatientsApart.Where(pair => pair.EndedAt == null && (pair.OneId == patientId || pair.OtherId == patientId)).Select(pair => pair.OneId == patientId ? pair.OtherId : pair.OneId).ToListAsync(stopping);
        var ids = alike.Patients.Select(summary => summary.Id).Where(id => id != patientId && !apart.Contains(id)).ToList();
        var records = await db.WholePatients.AsNoTracking().Where(record => ids.Contains(record.Id)).ToListAsync(stopping);
        return new Duplicates(
            patientId,
            [
                .. records.Select(record => Weigh(patient, record)).OfType<Duplicate>().OrderByDescending(duplicate => duplicate.Agrees.Count - duplicate.Differs.Count).ThenBy(duplicate => duplicate.Patient.ListName),
            ],
            alike.Closed);
    }

    internal static Duplicate? Weigh(Patient one, Patient other)
    {
        var (agrees, differs) = (new List<string>(), new List<string>());
        var names = (from name in one.Names from theirs in other.Names select (name, theirs)).ToList();
        var isSame = names.Exists(two => (two.theirs.FirstKey, two.theirs.LastKey) == (two.name.FirstKey, two.name.LastKey));
        var isExchanged = !isSame && names.Exists(two => LookAlike.IsExchanged(two.name, two.theirs));
        var isNickname = !isSame && !isExchanged && names.Exists(two => two.name.LastKey == two.theirs.LastKey && LookAlike.MayBeCalled(two.name, two.theirs));
        var isBySound = !isSame && !isExchanged && !isNickname && names.Exists(two => LookAlike.Sound(two.name, two.theirs));
        Note("name", isSame, contradicts: false);
        Note("name, first and last exchanged", isExchanged, contradicts: false);
        Note("name but for a nickname", isNickname, contradicts: false);
        Note("sound of the name", isBySound, contradicts: false);
        var isNear = BirthDates.AreNear(one.BirthDate, other.BirthDate);
        Note(isNear ? "birth date but for a slip" : "birth date", one.BirthDate == other.BirthDate || isNear, contradicts: true);
        Note("phone", Shared(one.Phones.Select(phone => phone.Digits), other.Phones.Select(phone => phone.Digits)), contradicts: false);
        Note("member id", Shared(one.Coverages.Select(coverage => coverage.MemberKey), other.Coverages.Select(coverage => coverage.MemberKey)), contradicts: false);
        Note("address", Shared(Places(one), Places(other)), contradicts: false);
        Note("e-mail", one.Email is { Length: > 0 } mail && string.Equals(mail, other.Email, StringComparison.OrdinalIgnoreCase), contradicts: false);
        Note("sex", one.Sex == other.Sex && one.Sex.Length > 0, contradicts: one.Sex.Length > 0 && other.Sex.Length > 0);
        Note("suffix", one.CurrentName.Suffix == other.CurrentName.Suffix && one.CurrentName.Suffix.Length > 0, contradicts: one.CurrentName.Suffix != other.CurrentName.Suffix);

        // With another birth date, who shares no number is a namesake.
        var isMore = !differs.Contains("birth date") || agrees.Contains("phone") || agrees.Contains("member id") || agrees.Contains("e-mail");
        return isMore ? new Duplicate(RegisteredPatients.Summary(other), agrees, differs) { IsBySound = isBySound } : null;

        void Note(string what, bool agree, bool contradicts)
        {
            if (agree)
            {
                agrees.Add(what);
            }
            else if (contradicts)
            {
                differs.Add(what);
            }
        }
    }

    /// <summary>Where they live, or lived.</summary>
    private static IEnumerable<string> Places(Patient patient) => patient.Addresses.Where(address => !address.WasMistake).Select(address => NameKeys.Key(address.OneLine));

    private static bool Shared(IEnumerable<string> mine, IEnumerable<string> theirs) => mine.Where(key => key.Length > 0).Intersect(theirs).Any();
}

/// <param name="Closed">How many more there are whose records are closed to the acting user.</param>
internal sealed record Duplicates(Guid OfId, IReadOnlyList<Duplicate> Found, int Closed);

/// <param name="Agrees">"birth date", "phone".</param>
/// <param name="Differs">What speaks against it: both say it, and not the same.</param>
internal sealed record Duplicate(PatientSummary Patient, IReadOnlyList<string> Agrees, IReadOnlyList<string> Differs)
{
    /// <summary>Of the names nothing agrees but how they sound.</summary>
    public bool IsBySound { get; init; }
}

/// <summary>How two registered names that are not the same may be one person's. Pure.</summary>
internal static class LookAlike
{
    public static bool IsExchanged(PatientName one, PatientName other) => one.FirstKey.Length > 0 && (one.FirstKey, one.LastKey) == (other.LastKey, other.FirstKey);

    public static bool MayBeCalled(PatientName one, PatientName other) => one.FirstKeys.SelectMany(Nicknames.SameAs).Intersect(other.FirstKeys).Any();

    /// <summary>The last name sounds alike, and the first does, or is a nickname.</summary>
    public static bool Sound(PatientName one, PatientName other) =>
        one.LastSounds.Intersect(other.LastSounds).Any() && (MayBeCalled(one, other) || (one.WordSounds is [var mine, ..] && other.WordSounds is [var theirs, ..] && mine == theirs));
}
