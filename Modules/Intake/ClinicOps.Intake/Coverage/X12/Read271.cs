namespace ClinicOps.Intake.Coverage.X12;

/// <summary>Reads a 271 (005010X279A1): the HL tree down to each EB loop. What a broken message has of it is read all the same.</summary>
internal sealed class Read271
{
    private readonly X12Separators separators;
    private readonly X12Problems problems = new();
    private readonly List<PartyDraft> payers = [];
    private readonly List<PartyDraft> providers = [];
    private readonly List<PersonDraft> people = [];
    private readonly Dictionary<string, PersonDraft> subscribersByLevel = new(StringComparer.Ordinal);

    private string level = "";
    private PersonDraft? person;
    private BenefitDraft? benefit;
    private EntityDraft? entity;

    private Read271(X12Separators separators) => this.separators = separators;

    public static Answer271 Of(X12Interchange interchange, X12Transaction transaction)
    {
        var read = new Read271(interchange.Separators);
        var reference = "";
        foreach (var segment in transaction.Segments)
        {
            if (segment.Name == "BHT")
            {
                reference = segment[3];
            }
            else if (segment.Name is not "ST" and not "SE")
            {
                read.Take(segment);
            }
        }

        var payers = read.payers.ToDictionary(draft => draft, draft => draft.Party());
        var providers = read.providers.ToDictionary(draft => draft, draft => draft.Party());
        return new Answer271(
            transaction.ControlNumber,
            reference,
            [.. payers.Values],
            [.. providers.Values],
            [.. read.people.Select(draft => draft.Person(read.people, payers, providers))],
            [.. interchange.Problems, .. transaction.Problems, .. read.problems.Told]);
    }

    private void Take(X12Segment segment)
    {
        if (segment.Name is not "EB" and not "HL")
        {
            benefit?.RawLoop.Add(segment.Raw);
        }

        switch (segment.Name)
        {
            case "HL":
                TakeLevel(segment);
                break;
            case "NM1":
                TakeName(segment);
                break;
            case "EB":
                benefit = new BenefitDraft(segment, separators, problems);
                entity = null;
                Somebody(segment).Benefits.Add(benefit);
                break;
            case "AAA":
                Rejections().Add(X12Parts.Rejection(segment, Where()));
                break;
            case "LS":
            case "LE":
                entity = null;
                break;
            default:
                if (benefit is not null)
                {
                    benefit.Take(segment, entity, problems);
                }
                else if (person is not null)
                {
                    person.Take(segment, problems);
                }

                break;
        }
    }

    private void TakeLevel(X12Segment segment)
    {
        (level, person, benefit, entity) = (segment[3], null, null, null);
        switch (level)
        {
            case "20":
                payers.Add(new PartyDraft());
                break;
            case "21":
                providers.Add(new PartyDraft());
                break;
            case "22":
                person = Begin(isDependant: false, subscriber: null);
                subscribersByLevel.TryAdd(segment[1], person);
                break;
            case "23":
                person = Begin(isDependant: true, subscribersByLevel.GetValueOrDefault(segment[2]) ?? people.FindLast(known => !known.IsDependant));
                break;
            default:
                problems.Add($"Segment {segment.Number}: a level of this kind is not in a 271.");
                break;
        }
    }

    private PersonDraft Begin(bool isDependant, PersonDraft? subscriber)
    {
        var draft = new PersonDraft(isDependant, subscriber, payers.LastOrDefault(), providers.LastOrDefault());
        people.Add(draft);
        return draft;
    }

    private void TakeName(X12Segment segment)
    {
        if (benefit is not null)
        {
            entity = new EntityDraft(segment);
            benefit.Entities.Add(entity);
            return;
        }

        switch (level)
        {
            case "20":
                payers[^1].Named(segment);
                break;
            case "21":
                providers[^1].Named(segment);
                break;
            default:
                if (person is null || (person.Raw.Length > 0 && segment[1] is "IL" or "03" && person.Raw != segment.Raw))
                {
                    // Its HL segment is missing.
                    problems.Add($"Segment {segment.Number}: a person without a level of their own.");
                    person = Begin(segment[1] == "03", segment[1] == "03" ? people.FindLast(known => !known.IsDependant) : null);
                }

                person.Named(segment);
                break;
        }
    }

    private PersonDraft Somebody(X12Segment segment)
    {
        if (person is null)
        {
            problems.Add($"Segment {segment.Number}: a benefit of nobody.");
            person = Begin(isDependant: false, subscriber: null);
        }

        return person;
    }

    private List<Rejection271> Rejections()
    {
        if (benefit is not null)
        {
            return benefit.Rejections;
        }

        if (person is not null)
        {
            return person.Rejections;
        }

        var parties = level == "21" ? providers : payers;
        if (parties.Count == 0)
        {
            parties.Add(new PartyDraft());
        }

        return parties[^1].Rejections;
    }

    private string Where() => benefit is not null ? "benefit" : person is not null ? person.IsDependant ? "dependant" : "subscriber" : level == "21" ? "provider" : "payer";
}
