namespace ClinicOps.Intake.Coverage.X12;

/// <summary>A payer or provider while its loop is read.</summary>
internal sealed class PartyDraft
{
    private X12Segment? name;

    public List<Rejection271> Rejections { get; } = [];

    public void Named(X12Segment segment) => name ??= segment;

    public Party271 Party() => name is null
        ? new Party271("", "", "", Rejections, "")
        : new Party271(X12Parts.FullName(name), name[8], name[9], Rejections, name.Raw);
}

/// <summary>A subscriber or dependant while the loop is read.</summary>
internal sealed class PersonDraft(bool isDependant, PersonDraft? subscriber, PartyDraft? payer, PartyDraft? provider)
{
    private readonly List<Trace271> traces = [];
    private readonly List<Reference271> references = [];
    private readonly List<Date271> dates = [];
    private readonly List<string> messages = [];
    private readonly List<string> address = [];
    private readonly List<string> other = [];
    private X12Segment? name;
    private DateOnly? born;
    private string sex = "";
    private string relationship = "";

    public bool IsDependant => isDependant;

    public List<Rejection271> Rejections { get; } = [];

    public List<BenefitDraft> Benefits { get; } = [];

    public string Raw => name?.Raw ?? "";

    public void Named(X12Segment segment)
    {
        if (name is null)
        {
            name = segment;
        }
        else
        {
            other.Add(segment.Raw);
        }
    }

    public void Take(X12Segment segment, X12Problems problems)
    {
        switch (segment.Name)
        {
            case "TRN":
                traces.Add(new Trace271(segment[1] == "2", segment[2].Trim(), segment[3]));
                break;
            case "REF":
                references.Add(X12Parts.Reference(segment));
                break;
            case "DTP":
                dates.Add(X12Parts.Date(segment, problems));
                break;
            case "N3" or "N4":
                address.AddRange(segment.Elements.Skip(1).Where(part => part.Length > 0));
                break;
            case "MSG":
                messages.Add(segment[1]);
                break;
            case "DMG":
                born = X12Parts.Day(segment[2]);
                sex = segment[3];
                if (born is null && segment[2].Length > 0)
                {
                    problems.Add($"Segment {segment.Number}: the birth date cannot be read.");
                }

                break;
            case "INS":
                relationship = X12Words.Relationship(segment[2]);
                break;
            default:
                other.Add(segment.Raw);
                break;
        }
    }

    public Person271 Person(List<PersonDraft> all, IReadOnlyDictionary<PartyDraft, Party271> payers, IReadOnlyDictionary<PartyDraft, Party271> providers) => new(
        isDependant,
        subscriber is null ? null : all.IndexOf(subscriber),
        payer is null ? null : payers[payer],
        provider is null ? null : providers[provider],
        name?[3] ?? "",
        name?[4] ?? "",
        name?[5] ?? "",
        name?[7] ?? "",
        name?[9] ?? "",
        born,
        sex,
        relationship,
        address,
        traces,
        references,
        dates,
        messages,
        Rejections,
        [.. Benefits.Select(benefit => benefit.Benefit())],
        other);
}

/// <summary>An EB loop while it is read.</summary>
internal sealed class BenefitDraft
{
    private readonly X12Segment eb;
    private readonly IReadOnlyList<ServiceType271> serviceTypes;
    private readonly int? amount;
    private readonly decimal? percent;
    private readonly decimal? quantity;
    private readonly List<string> messages = [];
    private readonly List<Date271> dates = [];
    private readonly List<Reference271> references = [];
    private readonly List<Delivery271> deliveries = [];
    private readonly List<Condition271> conditions = [];

    public BenefitDraft(X12Segment eb, X12Separators separators, X12Problems problems)
    {
        this.eb = eb;
        RawLoop.Add(eb.Raw);
        serviceTypes = [.. separators.Repeats(eb[3]).Select(code => new ServiceType271(code, X12Words.ServiceType(code)))];
        amount = X12Parts.Cents(eb, 7, problems);
        percent = X12Parts.Percent(eb, 8, problems);
        quantity = X12Parts.Number(eb, 10, problems);
    }

    public List<Rejection271> Rejections { get; } = [];

    public List<EntityDraft> Entities { get; } = [];

    public List<string> RawLoop { get; } = [];

    public void Take(X12Segment segment, EntityDraft? entity, X12Problems problems)
    {
        switch (segment.Name)
        {
            case "MSG":
                messages.Add(segment[1]);
                break;
            case "DTP":
                dates.Add(X12Parts.Date(segment, problems));
                break;
            case "REF":
                references.Add(X12Parts.Reference(segment));
                break;
            case "HSD":
                deliveries.Add(new Delivery271(X12Words.Delivery(segment), segment.Raw));
                break;
            case "III":
                conditions.Add(new Condition271(segment[1], segment[2], segment[2].Length > 0 ? X12Words.Place(segment[1], segment[2]) : segment[4], segment.Raw));
                break;
            case "N3" or "N4" or "PER":
                entity?.Take(segment);
                break;
        }
    }

    public Benefit271 Benefit() => new(
        eb[1],
        X12Words.Info(eb[1]),
        eb[2],
        serviceTypes,
        eb[4],
        eb[5],
        eb[6],
        X12Words.Period(eb[6]),
        amount,
        percent,
        eb[9],
        quantity,
        eb[11] switch { "Y" => true, "N" => false, _ => null },
        eb[12],
        eb[13],
        messages,
        dates,
        references,
        deliveries,
        conditions,
        [.. Entities.Select(entity => entity.Entity())],
        Rejections,
        eb.Raw,
        RawLoop);
}

/// <summary>Somebody a benefit names, while the loop is read.</summary>
internal sealed class EntityDraft(X12Segment name)
{
    private readonly List<string> phones = [];
    private readonly List<string> address = [];

    public void Take(X12Segment segment)
    {
        if (segment.Name == "PER")
        {
            // PER03 says what PER04 is, and so on in pairs.
            phones.AddRange(Enumerable.Range(3, 6).Where(at => at % 2 == 1 && segment[at] is "TE" or "WP" && segment[at + 1].Length > 0).Select(at => segment[at + 1]));
        }
        else
        {
            address.AddRange(segment.Elements.Skip(1).Where(part => part.Length > 0));
        }
    }

    public Entity271 Entity() => new(name[1], X12Words.Role(name[1]), X12Parts.FullName(name), name[8], name[9], phones, address, name.Raw);
}
