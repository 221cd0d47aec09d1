using System.Buffers.Binary;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients.Addresses;

namespace ClinicOps.Intake.Patients;

/// <summary>The one place where details become rows: of a person at the desk and of a file alike. Saves nothing.</summary>
internal static class WritePatient
{
    /// <summary>Field of the first line of a patient's history.</summary>
    public const string Registered = "registered";

    /// <summary>By which way a file of the EHR writes.</summary>
    public const string ByImport = "import";

    /// <summary>A new patient with the history's first line.</summary>
    public static Patient New(IntakeDb db, Guid id, string mrn, PatientDetails details, PatientStamp stamp)
    {
        var patient = new Patient
        {
            Id = id,
            Mrn = mrn,
            MrnKey = NameKeys.Number(mrn),
            BirthDate = details.BirthDate!.Value,
            RegisteredAt = stamp.At,
            ChangedAt = stamp.At,
            ChangedBy = stamp.By,
        };
        patient.Names.Add(PatientName.Of(NameKinds.Current, details.First!, details.Middle, details.Last!, details.Suffix, stamp.At));
        WriteRest(db, patient, details.Over(PatientDetails.Of(patient)), stamp, keepsOldHome: false);
        db.Patients.Add(patient);
        db.PatientChanges.Add(Line(id, Registered, null, mrn, stamp));
        return patient;
    }

    /// <summary>Brings a wholly loaded patient to the details.</summary>
    /// <param name="keepsOldName">Whether a changed name was right until now (a marriage) or was a mistake.</param>
    /// <param name="keepsOldHome">Likewise of a changed home address: whether the patient moved.</param>
    /// <returns>What differs; with nothing different nothing is touched.</returns>
    public static IReadOnlyList<FieldChange> Change(IntakeDb db, Patient patient, PatientDetails said, bool keepsOldName, PatientStamp stamp, bool keepsOldHome = true)
    {
        var changes = Differences(patient, said);
        if (changes.Count == 0)
        {
            return changes;
        }

        var old = PatientDetails.Of(patient);
        var now = said.Over(old);
        WriteName(db, patient, old, now, keepsOldName, stamp);
        WriteRest(db, patient, now, stamp, keepsOldHome);
        patient.ChangedAt = stamp.At;
        patient.ChangedBy = stamp.By;
        db.PatientChanges.AddRange(changes.Select(change => Line(patient.Id, change.Field, change.Old, change.New, stamp)));
        return changes;
    }

    /// <summary>What the details say otherwise than it is registered.</summary>
    public static IReadOnlyList<FieldChange> Differences(Patient patient, PatientDetails said)
    {
        var old = PatientDetails.Of(patient);
        var now = said.Over(old);
        return
        [
            .. from field in PatientDetails.Fields
               let was = field.Text(old) ?? ""
               let becomes = field.Text(now) ?? ""
               where was != becomes
               select new FieldChange(field.Name, field.Matters, was, becomes),
            .. Coverages(patient, said).SelectMany(step => step.Changes),
        ];
    }

    /// <summary>What changes of the coverages by what a file of the EHR says; nothing where a form says them.</summary>
    public static IReadOnlyList<CoverageStep> Coverages(Patient patient, PatientDetails said) => said.Coverages is { } all ? CompareCoverages.Of(PatientDetails.OwnCoverages(patient), all) : [];

    private static void WriteName(IntakeDb db, Patient patient, PatientDetails old, PatientDetails now, bool keepsOld, PatientStamp stamp)
    {
        if ((old.First, old.Middle, old.Last, old.Suffix) == (now.First, now.Middle, now.Last, now.Suffix))
        {
            return;
        }

        var replaced = patient.CurrentName;
        if (keepsOld)
        {
            replaced.Kind = NameKinds.Former;
        }
        else
        {
            patient.Names.Remove(replaced);
            db.Names.Remove(replaced);
        }

        var current = PatientName.Of(NameKinds.Current, now.First!, now.Middle, now.Last!, now.Suffix, stamp.At);
        foreach (var same in patient.Names.Where(name => name.Kind == NameKinds.Former && name.Full == current.Full).ToList())
        {
            patient.Names.Remove(same);
            db.Names.Remove(same);
        }

        // The name a patient goes by carries the family name of today.
        if (patient.Names.Find(name => name.Kind == NameKinds.Preferred) is { } preferred)
        {
            patient.Names.Remove(preferred);
            db.Names.Remove(preferred);
        }

        patient.Names.Add(current);
    }

    private static void WriteRest(IntakeDb db, Patient patient, PatientDetails now, PatientStamp stamp, bool keepsOldHome)
    {
        patient.BirthDate = now.BirthDate!.Value;
        patient.Sex = now.Sex!;
        patient.Email = NullIfEmpty(now.Email);
        patient.Pcp = NullIfEmpty(now.Pcp);
        (patient.PcpNpi, patient.PcpPractice, patient.PcpPhone, patient.PcpFax) = (now.PcpNpi ?? "", now.PcpPractice ?? "", now.PcpPhone ?? "", now.PcpFax ?? "");
        patient.Language = NullIfEmpty(now.Language);
        WritePreferred(db, patient, now.Preferred!, stamp);
        WritePhones(db, patient, [.. new[] { now.Phone!, now.OtherPhone! }.Where(phone => phone.Length > 0)]);
        WriteHome(patient, now, stamp, keepsOldHome);
        if (now.Coverages is null)
        {
            WriteCoverage(db, patient, now, stamp);
        }

        foreach (var step in Coverages(patient, now))
        {
            TakeStep(db, patient, step, stamp);
        }
    }

    private static void WritePreferred(IntakeDb db, Patient patient, string first, PatientStamp stamp)
    {
        var known = patient.Names.Find(name => name.Kind == NameKinds.Preferred);
        if ((known?.First ?? "") == first)
        {
            return;
        }

        if (known is not null)
        {
            patient.Names.Remove(known);
            db.Remove(known);
        }

        if (first.Length > 0)
        {
            patient.Names.Add(PatientName.Of(NameKinds.Preferred, first, "", patient.CurrentName.Last, patient.CurrentName.Suffix, stamp.At));
        }
    }

    private static void WritePhones(IntakeDb db, Patient patient, IReadOnlyList<string> written)
    {
        var known = patient.Phones.OrderBy(phone => phone.Id).ToList();

        // What was said of a number goes where the number goes, and away with it.
        var said = known.Select(phone => (Number: NumberOf(phone.Written), phone.Kind, phone.Note)).ToList();
        foreach (var (position, number) in written.Index())
        {
            var (_, kind, note) = said.Find(one => one.Number == NumberOf(number));
            if (position < known.Count)
            {
                (known[position].Written, known[position].Digits) = (number, NameKeys.Phone(number));
                (known[position].Kind, known[position].Note) = (kind ?? "", note ?? "");
            }
            else
            {
                patient.Phones.Add(new PatientPhone { Id = IdBehind(patient.Phones), Written = number, Digits = NameKeys.Phone(number), Kind = kind ?? "", Note = note ?? "" });
            }
        }

        foreach (var gone in known.Skip(written.Count))
        {
            patient.Phones.Remove(gone);
            db.Remove(gone);
        }
    }

    /// <summary>Numbers are in the order of their ids. Two made within a millisecond are in none by themselves, nor is one made after the clock was put back: such a one has the id next to the last.</summary>
    private static Guid IdBehind(List<PatientPhone> phones)
    {
        var (id, last) = (Guid.CreateVersion7(), phones.Count == 0 ? Guid.Empty : phones.Max(phone => phone.Id));
        if (id.CompareTo(last) > 0)
        {
            return id;
        }

        var bytes = last.ToByteArray(bigEndian: true);
        BinaryPrimitives.WriteUInt128BigEndian(bytes, BinaryPrimitives.ReadUInt128BigEndian(bytes) + 1);
        return new Guid(bytes, bigEndian: true);
    }

    private static string NumberOf(string written) => NameKeys.Phone(written) is { Length: > 0 } digits ? digits : written;

    /// <summary>The home address alone: a form and a file of the EHR say no other. The one before ends, and finds the patient on, where they moved.</summary>
    private static void WriteHome(Patient patient, PatientDetails now, PatientStamp stamp, bool keepsOld)
    {
        var known = PatientDetails.Home(patient);
        var said = new AddressSaid(AddressKinds.Home, now.AddressLine!, now.City!, now.State!, now.Zip!, null, null);
        if (known is null ? said.IsEmpty : AddressSaid.Of(known) == said)
        {
            return;
        }

        known?.End(stamp.At, stamp.By, stamp.Why ?? "", wasMistake: !keepsOld || said.IsSamePlaceAs(known));
        if (!said.IsEmpty)
        {
            patient.Addresses.Add(said.Row(Guid.CreateVersion7(), patient.Id, stamp, known?.Id));
        }
    }

    private static void WriteCoverage(IntakeDb db, Patient patient, PatientDetails now, PatientStamp stamp)
    {
        // A form says the coverage that pays first; what pays second is kept on the coverage page.
        var known = patient.Coverages.OrderBy(coverage => coverage.Rank).ThenBy(coverage => coverage.Id).FirstOrDefault();
        if (new[] { now.Payer, now.MemberId, now.Group, now.HolderFirst, now.HolderLast }.All(string.IsNullOrEmpty))
        {
            if (known is not null)
            {
                db.PatientChanges.Add(Line(patient.Id, "coverage", CoverageSaid.Of(known).InWords, "", stamp));
                patient.Coverages.Remove(known);
                db.Remove(known);
            }

            return;
        }

        if (known is null)
        {
            known = new PatientCoverage { Id = Guid.CreateVersion7(), Payer = "", MemberId = "", MemberKey = "" };
            patient.Coverages.Add(known);
        }

        if (known.IsOtherPayer(now.Payer) && known.IsOtherMember(now.MemberId))
        {
            // Another card: plan, days and what the patient is to the subscriber were those of the one before; they stay in the history. Whose it is, the form says.
            var becomes = CoverageSaid.Of(known) with
            {
                Payer = now.Payer!,
                MemberId = now.MemberId!,
                Group = now.Group!,
                Plan = "",
                ValidFrom = null,
                ValidTo = null,
                Relationship = "",
                HolderFirst = now.HolderFirst!,
                HolderLast = now.HolderLast!,
                HolderBorn = null,
            };
            db.PatientChanges.Add(Line(patient.Id, "coverage", CoverageSaid.Of(known).InWords, becomes.InWords, stamp));
            (known.Plan, known.ValidFrom, known.ValidTo, known.Relationship, known.HolderBorn) = ("", null, null, "", null);
        }

        known.ByHand |= (known.Payer, known.MemberId, known.Group, known.HolderFirst, known.HolderLast) != (now.Payer, now.MemberId, now.Group, now.HolderFirst, now.HolderLast);

        // Another payer by name is another payer: whom the name means is looked up anew.
        known.PayerId = known.Payer == now.Payer ? known.PayerId : null;
        (known.Payer, known.MemberId, known.MemberKey, known.Group) = (now.Payer!, now.MemberId!, NameKeys.Number(now.MemberId), now.Group!);
        (known.HolderFirst, known.HolderLast) = (now.HolderFirst!, now.HolderLast!);
    }

    /// <summary>A coverage as a file of the EHR says it. One that is taken out, or is another card now, stays whole in the history.</summary>
    private static void TakeStep(IntakeDb db, Patient patient, CoverageStep step, PatientStamp stamp)
    {
        if (step.Known is { } gone && (step.Becomes is null || step.IsOtherCard))
        {
            db.PatientChanges.Add(Line(patient.Id, "coverage", CoverageSaid.Of(gone).InWords, step.Becomes?.InWords ?? "", stamp));
        }

        if (step.Becomes is not { } becomes)
        {
            patient.Coverages.Remove(step.Known!);
            db.Remove(step.Known!);
            return;
        }

        var known = step.Known;
        if (known is null)
        {
            known = new PatientCoverage { Id = Guid.CreateVersion7(), Payer = "", MemberId = "", MemberKey = "" };
            patient.Coverages.Add(known);
        }

        becomes.WriteTo(known);
        known.EhrKey = step.Key;
        known.ByHand = !step.IsSaid && known.ByHand;
    }

    public static PatientChange Line(Guid patientId, string field, string? old, string? becomes, PatientStamp stamp) =>
        new() { Id = Guid.CreateVersion7(), PatientId = patientId, At = stamp.At, By = stamp.By, Via = stamp.Via, Field = field, Old = old, New = becomes, Why = stamp.Why };

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

/// <summary>Who writes, when, and by which way: "register", "edit" or "import".</summary>
/// <param name="Why">Null where the way says it.</param>
internal sealed record PatientStamp(DateTimeOffset At, Guid? By, string Via, string? Why = null);
