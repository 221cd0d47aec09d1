using ClinicOps.Intake.Ledger;

namespace ClinicOps.Intake.Tests.Ledger;

/// <summary>
/// The ledger as anybody would keep it on paper: running totals, changed with every request, and the answer that each must get. It knows
/// nothing of lines that are summed up, of locks or of a database.
/// </summary>
internal sealed class LedgerModel
{
    private readonly Dictionary<Guid, string> answered = [];

    public Dictionary<Guid, ModelPatient> Patients { get; } = [];

    public Dictionary<Guid, ModelSession> Sessions { get; } = [];

    public Dictionary<Guid, ModelLine> Lines { get; } = [];

    /// <summary>Rises with the clock of the test.</summary>
    public int Day { get; set; }

    public int Papers { get; private set; }

    public string Take(Taking taking) => Once(taking.Id, $"{taking with { Charge = null }}", () =>
    {
        var (patient, session) = (Patients[taking.PatientId], Sessions[taking.SessionId]);
        if (!session.IsOpen)
        {
            return "DrawerClosed";
        }

        if (taking.VisitId is not { } at)
        {
            Put(taking.Id, new ModelLine("prepayment", patient, null, session, taking.Method, taking.Cents, Day));
            patient.Prepaid += taking.Cents;
            return "Done";
        }

        var visit = patient.Visit(at);
        if (visit.Charge is { } charge && taking.Charge is { } other && charge.Cents != other.Cents)
        {
            return "ChargeStands";
        }

        var isNew = visit.Charge is null && taking.Charge is not null;
        if (taking.Cents > visit.Owed + (isNew ? taking.Charge!.Cents : 0))
        {
            return $"TooMuch {visit.Owed + (isNew ? taking.Charge!.Cents : 0)}";
        }

        if (isNew)
        {
            PutCharge(taking.Charge!.Id, taking.Charge.Cents, patient, visit);
        }

        Put(taking.Id, new ModelLine("payment", patient, visit, session, taking.Method, taking.Cents, Day));
        visit.Owed -= taking.Cents;
        return "Done";
    });

    public string Charge(Guid id, Guid patientId, Guid visitId, int cents) => Once(id, $"{patientId} {visitId} {cents}", () =>
    {
        var (patient, visit) = (Patients[patientId], Patients[patientId].Visit(visitId));
        if (visit.Charge is not null)
        {
            return "ChargeStands";
        }

        PutCharge(id, cents, patient, visit);
        return "Done";
    });

    public string Correct(Guid voidId, Guid wrongId, CoPayCharge right, Guid patientId, Guid visitId) => Once(right.Id, $"{visitId} {right.Cents}", () =>
    {
        var (patient, visit) = (Patients[patientId], Patients[patientId].Visit(visitId));
        if (visit.Charge is not { } charge)
        {
            return "NotVoidable";
        }

        if (!ReferenceEquals(Lines.GetValueOrDefault(wrongId), charge))
        {
            return "ChargeStands";
        }

        if (charge.Cents == right.Cents)
        {
            return "NotUnderstood";
        }

        charge.IsVoid = true;
        Put(voidId, new ModelLine("void", patient, visit, null, null, -charge.Cents, Day));
        visit.Owed -= charge.Cents;
        PutCharge(right.Id, right.Cents, patient, visit);
        return "Done";
    });

    public string Apply(Guid id, Guid patientId, Guid visitId, int cents, CoPayCharge? charge = null) => Once(id, $"{patientId} {visitId} {cents}", () =>
    {
        var (patient, visit) = (Patients[patientId], Patients[patientId].Visit(visitId));
        if (visit.Charge is { } standing && charge is not null && standing.Cents != charge.Cents)
        {
            return "ChargeStands";
        }

        var isNew = visit.Charge is null && charge is not null;
        if (Math.Min(patient.Prepaid, visit.Owed + (isNew ? charge!.Cents : 0)) is var most && cents > most)
        {
            return $"TooMuch {most}";
        }

        if (isNew)
        {
            PutCharge(charge!.Id, charge.Cents, patient, visit);
        }

        Put(id, new ModelLine("applied", patient, visit, null, null, cents, Day));
        (patient.Prepaid, visit.Owed) = (patient.Prepaid - cents, visit.Owed - cents);
        return "Done";
    });

    public string Refund(Refunding refunding) => Once(refunding.Id, $"{refunding}", () =>
    {
        var (line, session) = (Lines[refunding.EntryId], Sessions[refunding.SessionId]);
        if (!session.IsOpen)
        {
            return "DrawerClosed";
        }

        if (refunding.Cents > line.Refundable)
        {
            return $"TooMuch {line.Refundable}";
        }

        Put(refunding.Id, new ModelLine("refund", line.Patient, line.Visit, session, refunding.Method, -refunding.Cents, Day) { Of = line });
        line.GivenBack += refunding.Cents;
        Owe(line, refunding.Cents);
        return "Done";
    });

    public string Void(Guid id, Guid of) => Once(id, $"{of}", () =>
    {
        var line = Lines[of];
        if (line.IsVoid || line.Kind == "void" || line.GivenBack > 0 || (line.Kind == "prepayment" && line.Cents > line.Patient.Prepaid))
        {
            return "NotVoidable";
        }

        if (line.Session is { } session && line.Day != Day)
        {
            return "NotToday";
        }

        if (line.Session is { IsOpen: false })
        {
            return "DrawerClosed";
        }

        line.IsVoid = true;
        Put(id, new ModelLine("void", line.Patient, line.Visit, line.Session, line.Method, -line.Cents, Day));
        switch (line.Kind)
        {
            case "charge":
                (line.Visit!.Owed, line.Visit.Charge) = (line.Visit.Owed - line.Cents, null);
                break;
            case "applied":
                (line.Visit!.Owed, line.Patient.Prepaid) = (line.Visit.Owed + line.Cents, line.Patient.Prepaid + line.Cents);
                break;
            case "refund":
                line.Of!.GivenBack += line.Cents;
                Owe(line.Of, line.Cents);
                break;
            default:
                Owe(line, line.Cents);
                break;
        }

        return "Done";
    });

    /// <summary>Of a payment or prepayment so much is no longer there.</summary>
    private static void Owe(ModelLine line, int cents)
    {
        if (line.Visit is { } visit)
        {
            visit.Owed += cents;
        }
        else
        {
            line.Patient.Prepaid -= cents;
        }
    }

    private void PutCharge(Guid id, int cents, ModelPatient patient, ModelVisit visit)
    {
        visit.Charge = Put(id, new ModelLine("charge", patient, visit, null, null, cents, Day));
        visit.Owed += cents;
    }

    private ModelLine Put(Guid id, ModelLine line)
    {
        if (line.Session is { } session)
        {
            session.In[line.Method!] = session.In.GetValueOrDefault(line.Method!) + line.Cents;
        }

        Papers += line.Kind is "payment" or "prepayment" or "refund" ? 1 : 0;
        return Lines[id] = line;
    }

    private string Once(Guid id, string content, Func<string> request)
    {
        if (answered.TryGetValue(id, out var before))
        {
            return before == content ? "Done" : "OtherContent";
        }

        var answer = request();
        if (answer == "Done")
        {
            answered[id] = content;
        }

        return answer;
    }
}

internal sealed class ModelPatient
{
    public Dictionary<Guid, ModelVisit> Visits { get; } = [];

    public int Prepaid { get; set; }

    public int Balance => Visits.Values.Sum(visit => visit.Owed) - Prepaid;

    public ModelVisit Visit(Guid id) => Visits.TryGetValue(id, out var visit) ? visit : Visits[id] = new ModelVisit();
}

internal sealed class ModelVisit
{
    public int Owed { get; set; }

    public ModelLine? Charge { get; set; }
}

internal sealed class ModelSession(int start)
{
    public bool IsOpen { get; set; } = true;

    public Dictionary<string, int> In { get; } = [];

    public ByMethod Expected => new(start + In.GetValueOrDefault("cash"), In.GetValueOrDefault("check"), In.GetValueOrDefault("card"), In.GetValueOrDefault("other"));
}

/// <param name="Cents">What it puts into the drawer; of a co-pay what is owed, of money applied what is used.</param>
internal sealed record ModelLine(string Kind, ModelPatient Patient, ModelVisit? Visit, ModelSession? Session, string? Method, int Cents, int Day)
{
    public bool IsVoid { get; set; }

    public int GivenBack { get; set; }

    public ModelLine? Of { get; init; }

    public int Refundable => Kind switch
    {
        _ when IsVoid => 0,
        "payment" => Cents - GivenBack,
        "prepayment" => Math.Min(Cents - GivenBack, Patient.Prepaid),
        _ => 0,
    };
}
