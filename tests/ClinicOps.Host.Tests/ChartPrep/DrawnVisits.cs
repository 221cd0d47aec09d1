using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;

namespace ClinicOps.Host.Tests.ChartPrep;

/// <param name="Gaps">What is missing for it, by design: the keys that the page gives them.</param>
/// <param name="Pages">Pages of papers that belong behind its face sheet.</param>
internal sealed record DrawnVisit(Guid Visit, Guid Patient, string Name, IReadOnlySet<string> Gaps, int Pages);

/// <summary>
/// Visits of tomorrow with gaps drawn from a seed, written into the tables of the modules; and beside each gap something that looks like one and is none: an
/// older refusal, a refusal of another order of the same fax, an order that is due later, a task of another chain, a result that was acknowledged.
/// </summary>
internal sealed class DrawnVisits
{
    private const string NobodyNamed = """
        {"Names":[],"BirthDates":[],"Sexes":[],"Mrns":[],"MemberIds":[],"Phones":[],"Addresses":[],"OtherPeople":[],"Mentions":[],"LeastPageConfidence":90,"MostUncoveredInk":0}
        """;

    private const string TwoCodes = """[{"Code":"97110","Description":"Exercises"},{"Code":"93306","Description":"Echocardiogram"}]""";

    private static readonly Location Harbor = TestOrganization.Harbor;

    private readonly Seed seed;
    private readonly Random random;
    private readonly DateOnly tomorrow;
    private readonly DateTimeOffset now;
    private readonly IReadOnlyDictionary<string, string> images;
    private Guid lakeMutual;
    private Guid ridgeHealth;
    private Guid bayChoice;
    private Guid provider;

    private DrawnVisits(RunningHost host, int number, DateOnly tomorrow, DateTimeOffset now, IReadOnlyDictionary<string, string> images)
    {
        (seed, random, this.tomorrow, this.now, this.images) = (new Seed(host), new Random(number), tomorrow, now, images);
    }

    private int bookedElsewhere;
    private int index;
    private Guid patient;
    private Guid visit;
    private Guid thread;

    /// <summary>What the visit was booked by; null where nobody knows its order.</summary>
    private Guid? request;

    /// <summary>Who pays for the visit: a payer with a plan, the patient, or the carrier of a case; and whether it wants an authorization.</summary>
    private string payerName = "";
    private bool hasPlan;
    private bool paysThemselves;
    private bool payerWants;
    private HashSet<string> gaps = [];
    private int pages;

    public static async Task<IReadOnlyList<DrawnVisit>> Draw(RunningHost host, int number, int count, DateTimeOffset now)
    {
        var images = new Dictionary<string, string>();
        foreach (var type in new[] { "physician_order", "lab_result", "imaging_report", "consult_note", "referral", "sign_and_return", "insurance_card" })
        {
            images[type] = await PaperImages.Draw(host, type.Replace('_', ' '));
        }

        var drawn = new DrawnVisits(host, number, LocalTime.DayAt(Harbor, now).AddDays(1), now, images);
        var visits = await drawn.All(count);
        await drawn.seed.Write();
        return visits;
    }

    private async Task<IReadOnlyList<DrawnVisit>> All(int count)
    {
        (lakeMutual, ridgeHealth, bayChoice) = (await Payer("Lake Mutual", "LAKE1", false), await Payer("Ridge Health", "RIDGE1", true), await Payer("Bay Choice", "BAY1", false));
        await seed.Add(
            "intake.authorization_rules", ("payer", "Lake Mutual"), ("plan", "*"), ("codes", "97110"), ("site", "*"), ("number", 1), ("is_needed", true), ("said_by", "its list"), ("said_on", tomorrow.AddDays(-90)));
        provider = await seed.Add("scheduling.providers", ("name", "Nadia Quill"), ("credentials", "MD"), ("location_id", Harbor.Id));
        var all = new List<DrawnVisit>();
        for (index = 0; index < count; index++)
        {
            all.Add(await One(LocalTime.StartOf(tomorrow, Harbor).AddHours(8).AddMinutes(12 * index)));
        }

        return all;
    }

    private Task<Guid> Payer(string name, string id, bool needsReferral) => seed.Add(
        "intake.payers", ("name", name), ("name_key", NameKeys.Number(name)), ("electronic_id", id), ("kind", "commercial"), ("verify_by", "clearinghouse"), ("answers_future_dates", true), ("in_network", true), ("needs_referral", needsReferral));

    private bool Lot(double share) => random.NextDouble() < share;

    private async Task<DrawnVisit> One(DateTimeOffset at)
    {
        (visit, thread, request, gaps, pages) = (Guid.CreateVersion7(), Guid.CreateVersion7(), null, [], 0);
        patient = await seed.Add("intake.patients", ("mrn", $"CP{index:0000}"), ("mrn_key", $"cp{index:0000}"), ("birth_date", new DateOnly(1940 + random.Next(60), 1 + random.Next(12), 1 + random.Next(28))), ("sex", "F"), ("access_class", "standard"), ("pcp", "Dr. Brandvold"));
        var (first, last) = (new[] { "Ada", "Bea", "Cleo", "Dora", "Edda" }[index % 5], $"Quartz{(char)('a' + (index % 26))}{(char)('a' + (index / 26))}");
        await seed.Add(
            "intake.patient_names", ("patient_id", patient), ("kind", "current"), ("first", first), ("last", last), ("first_key", NameKeys.Key(first)), ("last_key", NameKeys.Key(last)), ("search_text", $" {first} {last} "));
        await seed.Add(
            "scheduling.visits", ("patient_id", patient), ("provider_id", provider), ("location_id", Harbor.Id), ("visit_type", "Follow-up"), ("starts_at", at.AddDays(-90)), ("ends_at", at.AddDays(-90).AddMinutes(12)), ("state", "done"),
            ("access_class", "standard"));
        await Contact();
        await Coverage();
        await Authorization();
        await Referral();
        await OrderTasks();
        await seed.Add(
            "scheduling.visits",
            [
                ("id", visit), ("patient_id", patient), ("provider_id", provider), ("location_id", Harbor.Id), ("visit_type", "Follow-up"), ("starts_at", at), ("ends_at", at.AddMinutes(12)), ("state", "booked"), ("access_class", "standard"),
                ("care_thread_id", thread), .. request is { } by ? [("request_id", by)] : Array.Empty<(string, object)>(),
            ]);
        await Forms();
        await Orders();
        await Papers();
        return new DrawnVisit(visit, patient, $"{last}, {first}", gaps, pages);
    }

    private async Task Contact()
    {
        var (address, phone) = (!Lot(0.1), !Lot(0.1));
        if (address)
        {
            await seed.Add("intake.patient_addresses", ("patient_id", patient), ("line", $"{index + 1} Harbor Street"), ("city", "Portland"), ("state", "ME"), ("zip", "04101"));
        }

        if (phone)
        {
            await seed.Add("intake.patient_phones", ("patient_id", patient), ("written", $"(207) 555-0{100 + index}"), ("digits", $"2075550{100 + index}"));
        }

        Missing(!address || !phone, $"contact{(address ? "" : "-address")}{(phone ? "" : "-phone-number")}");
    }

    /// <summary>Who pays for the visit, how far that is verified, and what the payers answered that they want.</summary>
    private async Task Coverage()
    {
        var how = random.Next(16);
        var ridge = Lot(0.25);
        var payerId = ridge ? ridgeHealth : lakeMutual;
        payerName = ridge ? "Ridge Health" : "Lake Mutual";
        (hasPlan, paysThemselves, payerWants) = (how is not (0 or 2 or 3), how == 2, false);
        if (how == 0)
        {
            Missing(true, "coverage-none-stops");
            return;
        }

        var coverage = await Covered(payerId, payerName, 1);
        switch (how)
        {
            case 1:
                Missing(true, $"coverage-not-asked:{coverage}");
                return;
            case 2:
                await seed.Add("intake.visit_payer_cases", ("visit_id", visit), ("patient_id", patient), ("kind", "self-pay"), ("estimate_cents", 12_000));
                return;
            case 3:
                payerName = "State Fund";
                await seed.Add("intake.visit_payer_cases", ("visit_id", visit), ("patient_id", patient), ("kind", "workers-comp"), ("carrier", payerName), ("claim_number", "WC-9"), ("adjuster", "Kim"));
                return;
        }

        payerWants = how == 11;
        var outcome = how switch { 4 => "not-active", 15 => "rejected", _ => "active" };
        var answer = await Answered(coverage, payerId, 1, outcome, how == 10 ? tomorrow.AddDays(-1) : tomorrow, payerWants);
        Missing(how == 4, $"coverage-not-active-stops:{coverage}");
        Missing(how == 5, "coverage-co-pay");
        Missing(how == 10, $"coverage-other-day:{coverage}");
        Missing(how == 15, $"coverage-error:{coverage}");
        if (how > 5)
        {
            await seed.Add(
                "intake.eligibility_benefits", ("answer_id", answer), ("patient_id", patient), ("info", "B"), ("service_types", "{98}"), ("amount_cents", 100 * random.Next(10, 60)), ("network", "Y"), ("raw", "EB*B**98***27*20*****Y"));
        }

        if (how is 12 or 13 or 14)
        {
            // Who pays after the first: asked or not, and with a wish of its own or none.
            var second = await Covered(bayChoice, "Bay Choice", 2);
            if (how > 12)
            {
                await Answered(second, bayChoice, 2, "active", tomorrow, wants: how == 13);
            }

            Missing(how == 12, $"coverage-behind-not-asked:{second}");
            Missing(how == 13, $"authorization-needed:{second}");
        }
    }

    private Task<Guid> Covered(Guid by, string name, int rank) => seed.Add(
        "intake.patient_coverages", ("patient_id", patient), ("payer", name), ("member_id", $"M{rank}{index:00000}"), ("member_key", $"M{rank}{index:00000}"), ("payer_id", by), ("rank", rank), ("plan", "Silver"), ("group", "G7"));

    /// <returns>The answer.</returns>
    private async Task<Guid> Answered(Guid coverage, Guid by, int rank, string outcome, DateOnly askedFor, bool wants)
    {
        var check = await seed.Add(
            "intake.eligibility_checks", ("patient_id", patient), ("coverage_id", coverage), ("payer_id", by), ("visit_id", visit), ("location_id", Harbor.Id), ("care_thread_id", thread), ("visit_on", tomorrow), ("asked_for", askedFor),
            ("member_key", $"M{rank}{index:00000}"), ("service_types", "{98}"), ("way", "clearinghouse"), ("trace", $"T{rank}{index}"));
        var answer = await seed.Add(
            "intake.eligibility_answers", ("check_id", check), ("patient_id", patient), ("outcome", outcome), ("rejections", outcome == "rejected" ? "{72}" : "{}"), ("authorization_needed", wants));
        await seed.Add("intake.eligibility_states", ("check_id", check), ("patient_id", patient), ("state", "answered"), ("answer_id", answer));
        return answer;
    }

    /// <summary>What was asked of who pays for the visit, and what became of it: for this visit's order, for another of its chain, for something else than the visit is.</summary>
    private async Task Authorization()
    {
        var (isAsked, ruled, mayBeMeant) = (true, false, (Guid?)null);
        switch (random.Next(26))
        {
            case 0:
                await Approved(held: true);
                break;
            case 1:
                Wrong("open", await Task("authorize", thread, Guid.CreateVersion7()));
                break;
            case 2:
                Wrong("submitted", await Asked("submitted"));
                break;
            case 3:
                Wrong("denied", await Asked("denied"));
                break;
            case 4:
                Wrong("not-valid", await Asked("approved", ("valid_to", tomorrow.AddDays(-1)), ("unit_basis", "visits"), ("units_approved", 3), ("number", "PA-0")));
                break;
            case 5:
                Wrong("not-held", await Approved(held: false));
                break;
            case 6:
                // Refused, and then granted.
                await Asked("denied");
                await Approved(held: true);
                break;
            case 7:
                // As the payer decided, word for word or not.
                await Approved(held: true, ("provider_name", "Nadia Quill"), ("plan", "silver"), ("site", "Outpatient"));
                break;
            case 8:
                WrongIf(hasPlan || payerName == "State Fund", "other-payer", await Approved(held: true, ("payer", "Aetna")));
                break;
            case 9:
                WrongIf(hasPlan, "other-plan", await Approved(held: true, ("plan", "Gold")));
                break;
            case 10:
                Wrong("other-provider", await Approved(held: true, ("provider_name", "Dr. Roy")));
                break;
            case 11:
                Wrong("other-site", await Approved(held: true, ("site", TestOrganization.Mesa.Name)));
                break;
            case 12:
                Wrong("other-code", await Approved(held: true, ("order_id", await BookedFor("97110"))));
                break;
            case 13:
                Wrong("not-approved", await Approved(held: true, ("order_id", await BookedFor("97110")), ("state", "partial"), ("codes", TwoCodes), ("approved_codes", "{93306}")));
                break;
            case 14:
                // Of two orders of one fax the other was refused, or is not decided.
                await Approved(held: true, ("order_id", await BookedFor("93306")));
                await Asked(Lot(0.5) ? "denied" : "submitted", ("order_id", Guid.CreateVersion7()));
                break;
            case 15:
                // And of two this one was.
                Wrong("denied", await Asked("denied", ("order_id", await BookedFor("93306"))));
                await Approved(held: false, ("order_id", Guid.CreateVersion7()));
                break;
            case 16:
                // Nobody knows for which of the two the visit is.
                Wrong("denied", await Asked("denied", ("order_id", Guid.CreateVersion7())));
                await Approved(held: true, ("order_id", Guid.CreateVersion7()));
                break;
            case 17:
                var uncounted = await Asked("approved", ("valid_from", tomorrow.AddDays(-30)), ("number", "PA-2"));
                Missing(!paysThemselves, $"authorization-units-not-said:{uncounted}");
                break;
            case 18:
                isAsked = false;
                ruled = true;
                await BookedFor("97110");
                break;
            case 19:
                isAsked = false;
                mayBeMeant = await Approved(held: false, ("care_thread_id", Guid.CreateVersion7()));
                break;
            default:
                isAsked = false;
                await Asked("withdrawn");
                await Task("authorize", Guid.CreateVersion7(), Guid.CreateVersion7());
                break;
        }

        var isNeeded = payerWants || (ruled && hasPlan && payerName == "Lake Mutual");
        if (!isAsked && !paysThemselves && mayBeMeant is { } perhaps)
        {
            Missing(true, $"authorization-may-be-meant{(isNeeded ? "-stops" : "")}:{perhaps}");
        }
        else
        {
            Missing(!isAsked && !paysThemselves && isNeeded, "authorization-needed-stops");
        }

        void Wrong(string what, Guid of) => WrongIf(true, what, of);

        void WrongIf(bool isWrong, string what, Guid of) => Missing(isWrong && !paysThemselves, $"authorization-{what}-stops:{of}");
    }

    /// <summary>Referrals to this clinic, which one of the payers wants, and from it.</summary>
    private async Task Referral()
    {
        if (hasPlan && payerName == "Ridge Health")
        {
            switch (random.Next(5))
            {
                case 0:
                    Missing(true, "referral-none-stops");
                    break;
                case 1:
                    Missing(true, $"referral-needed-stops:{await Referred("needed")}");
                    break;
                case 2:
                    await Counted(await Referred("accepted"));
                    break;
                case 3:
                    Missing(true, $"referral-not-counted-stops:{await Referred("accepted")}");
                    break;
                case 4:
                    var late = await Referred("accepted", ("valid_to", tomorrow.AddDays(-1)));
                    await Counted(late);
                    Missing(true, $"referral-not-valid-stops:{late}");
                    break;
            }
        }
        else if (Lot(0.2))
        {
            // Nobody wants one, and one of other work was declined.
            await Referred("declined", ("care_thread_id", Guid.CreateVersion7()));
        }

        var isOfVisit = Lot(0.15);
        if (isOfVisit || Lot(0.2))
        {
            var refer = await Task("refer", isOfVisit ? thread : Guid.CreateVersion7());
            Missing(isOfVisit, $"referral-open:{refer}");
        }
    }

    private Task<Guid> Referred(string state, params (string Column, object Value)[] besides) => seed.Add(
        "intake.referrals",
        Over([("direction", "in"), ("patient_id", patient), ("care_thread_id", thread), ("location_id", Harbor.Id), ("payer", "Ridge Health"), ("provider", "Dr. Brandvold"), ("urgency", "routine"), ("state", state), ("access_class", "standard")], besides));

    private Task<Guid> Counted(Guid referral) => seed.Add("intake.referral_uses", ("referral_id", referral), ("visit_id", visit), ("kind", "reserved"));

    private async Task<Guid> Approved(bool held, params (string Column, object Value)[] besides)
    {
        var authorization = await Asked("approved", Over([("valid_from", tomorrow.AddDays(-30)), ("valid_to", tomorrow.AddDays(30)), ("unit_basis", "visits"), ("units_approved", 3), ("number", "PA-1")], besides));
        if (held)
        {
            await seed.Add("intake.authorization_uses", ("authorization_id", authorization), ("visit_id", visit), ("kind", "reserved"), ("units", 1));
        }

        return authorization;
    }

    private Task<Guid> Asked(string state, params (string Column, object Value)[] besides) => seed.Add(
        "intake.authorizations",
        Over(
            [
                ("patient_id", patient), ("care_thread_id", thread), ("location_id", Harbor.Id), ("payer", payerName), ("codes", """[{"Code":"93306","Description":"Echocardiogram"}]"""), ("diagnoses", "{I10}"), ("urgency", "standard"), ("state", state),
                ("access_class", "standard"), ("started_at", now.AddDays(-20).AddMinutes(random.Next(100))),
            ],
            besides));

    /// <summary>The values, and what is said besides in their place.</summary>
    private static (string Column, object Value)[] Over((string Column, object Value)[] values, (string Column, object Value)[] besides) =>
        [.. values.Where(value => besides.All(other => other.Column != value.Column)), .. besides];

    private Task<Guid> Task(string kind, Guid careThread, Guid? order = null) => seed.Add(
        "intake.tasks",
        [
            ("kind", kind), ("title", $"{kind} the echocardiogram"), ("state", "open"), ("patient_id", patient), ("location_id", Harbor.Id), ("care_thread_id", careThread), ("urgency", "routine"), ("access_class", "standard"),
            .. order is { } of ? [("order_id", of)] : Array.Empty<(string, object)>(),
        ]);

    /// <summary>The visit is booked for an order of that code.</summary>
    private async Task<Guid> BookedFor(string code)
    {
        var order = await Order("procedure", "ready", "Treatment in the office", due: null, code, thread);
        request = await Requested(order, await Task("schedule", thread, order));
        return order;
    }

    /// <summary>An order that is void, or waits for its sender, where the visit is for it and where it is not.</summary>
    private async Task OrderTasks()
    {
        if (Lot(0.2))
        {
            // Where the visit was booked for an order, what becomes of another of its chain says nothing of it.
            var (order, isVoid, isOfVisit) = (Guid.CreateVersion7(), Lot(0.5), Lot(0.6));
            await Task(isVoid ? "undo" : "query", isOfVisit ? thread : Guid.CreateVersion7(), order);
            Missing(isOfVisit && request is null, isVoid ? $"order-void-stops:{order}" : $"order-query:{order}");
        }
    }

    private async Task Forms()
    {
        foreach (var (code, runsOut) in new[] { ("treatment", true), ("privacy", false), ("financial", true) })
        {
            var how = random.Next(8);
            if (how > 0)
            {
                (string, object)[] withdrawn = how == 1 ? [("withdrawn_at", now.AddDays(-1))] : [];
                await seed.Add(
                    "intake.signed_forms",
                    [("patient_id", patient), ("visit_id", visit), ("form_code", code), ("title", code), ("text", code), ("signed_by", "Ada"), ("strokes", "[]"), ("at", now.AddDays(how == 2 ? -400 : -100)), .. withdrawn]);
            }

            Missing(how is 0 or 1 || (how == 2 && runsOut), $"form-{code}");
        }
    }

    private async Task Orders()
    {
        foreach (var (kind, what, result) in new[] { ("lab", "Ferritin and transferrin saturation", "lab_result"), ("imaging", "MRI lumbar spine without contrast", "imaging_report") })
        {
            var how = random.Next(12);
            if (how > 6)
            {
                continue;
            }

            var order = await Order(kind, how == 0 ? "unsigned" : "ready", what, how == 5 ? tomorrow.AddDays(20) : null);
            Missing(how == 0, $"order-unsigned:{order}");
            if (how == 0 && Lot(0.5))
            {
                // Its sender is being asked: the same, said once.
                await Task("query", thread, order);
            }

            switch (how)
            {
                case 1:
                    await Document(result, thread: null, now.AddDays(-3), $"RESULTS {what} 4.1");
                    break;
                case 2:
                    // Something came, and is not what was ordered.
                    await Document(result, thread: null, now.AddDays(-3), "Chest two views, unremarkable. Glucose 91");
                    Missing(true, $"result:{order}");
                    break;
                case 3:
                    Missing(true, $"result:{order}");
                    break;
                case 4:
                    await BookLater(order);
                    break;
                case 6:
                    // An older result is no answer to a newer order.
                    await Document(result, thread: null, now.AddDays(-30), $"RESULTS {what} 3.9");
                    Missing(true, $"result:{order}");
                    break;
            }
        }
    }

    private async Task<Guid> Order(string kind, string state, string what, DateOnly? due, string code = "", Guid? careThread = null)
    {
        var paper = await Document("physician_order", thread: null, now.AddDays(-10), what);
        var order = await seed.Add(
            "documents.orders", ("document_id", paper), ("ordinal", 1), ("kind", kind), ("state", state), ("standing", "told"), ("patient_id", patient), ("location_id", Harbor.Id), ("care_thread_id", careThread ?? Guid.CreateVersion7()),
            ("access_class", "standard"));
        foreach (var (name, value) in new[] { ("description", what), ("ordering_provider", "Dr. Brandvold"), ("ordered_on", tomorrow.AddDays(-11).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("due", due?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? ""), ("code", code) })
        {
            if (value.Length > 0)
            {
                await seed.Add("documents.order_values", ("order_id", order), ("name", name), ("value", value), ("source", "machine"));
            }
        }

        return order;
    }

    private async Task BookLater(Guid order)
    {
        var later = await Requested(order, await Task("schedule", Guid.CreateVersion7(), order));
        var at = LocalTime.StartOf(tomorrow.AddDays(7 + bookedElsewhere++), Harbor).AddHours(8).AddMinutes(12 * index);
        await seed.Add(
            "scheduling.visits", ("patient_id", patient), ("provider_id", provider), ("location_id", Harbor.Id), ("visit_type", "Test"), ("starts_at", at), ("ends_at", at.AddMinutes(12)), ("state", "booked"), ("request_id", later),
            ("access_class", "standard"));
    }

    private Task<Guid> Requested(Guid order, Guid task) => seed.Add(
        "scheduling.appointment_requests", ("task_id", task), ("order_id", order), ("patient_id", patient), ("location_id", Harbor.Id), ("urgency", "routine"), ("earliest", tomorrow), ("state", "booked"), ("access_class", "standard"));

    private async Task Papers()
    {
        // The paper that the visit came of, and the card, which stays in the chart.
        await Document("physician_order", thread, now.AddDays(-12), "Follow-up visit");
        await Document("insurance_card", thread, now.AddDays(-12), "Member id");
        if (Lot(0.4))
        {
            var isOpen = Lot(0.5);
            var paper = await Document("lab_result", thread: null, now.AddDays(-5), "Sodium 140");
            var isUrgent = Lot(0.4);
            await Duty(paper, "acknowledge", isOpen ? "open" : "done", isUrgent);
            Missing(isOpen, $"unacknowledged{(isUrgent ? "-stops" : "")}:{paper}");
        }

        if (Lot(0.3))
        {
            var isOpen = Lot(0.5);
            var paper = await Document("sign_and_return", thread, now.AddDays(-6), "Plan of care");
            await Duty(paper, "sign-return", isOpen ? "signed" : "done");
            Missing(isOpen, $"to-sign:{paper}");
        }

        if (Lot(0.3))
        {
            var lacks = Lot(0.5);
            var paper = await Document("consult_note", thread: null, now.AddDays(-8), "Consultation", [("pages_said", 3), .. lacks ? [("missing_pages", "{2}")] : Array.Empty<(string, object)>()]);
            Missing(lacks, $"pages-missing:{paper}");
        }

        if (Lot(0.1))
        {
            Missing(true, $"pages-unread:{await Document("referral", thread: null, now.AddDays(-9), "Referral", pageState: "failed")}");
        }
    }

    private Task<Guid> Duty(Guid document, string kind, string state, bool isUrgent = false) => seed.Add(
        "documents.duties", ("document_id", document), ("kind", kind), ("state", state), ("is_urgent", isUrgent), ("raised_at", now.AddDays(-4)), ("due_at", now.AddDays(1)), ("location_id", Harbor.Id));

    private async Task<Guid> Document(string type, Guid? thread, DateTimeOffset at, string text, (string, object)[]? besides = null, string pageState = "read")
    {
        var of = thread ?? Guid.CreateVersion7();
        var key = Guid.CreateVersion7();
        var transmission = await seed.Add(
            "documents.transmissions", ("source", "upload"), ("channel", "fax"), ("file_name", $"{key}.tif"), ("blob_hash", images[type]), ("source_key", $"drawn:{key}"), ("care_thread_id", of), ("location_id", Harbor.Id), ("page_count", 1),
            ("state", "sorted"), ("access_class", "standard"), ("received_at", at));
        var document = await seed.Add(
            "documents.documents",
            [
                ("transmission_id", transmission), ("care_thread_id", of), ("ordinal", 1), ("type", type), ("type_evidence", "[]"), ("patient_evidence", NobodyNamed), ("state", "filed"), ("patient_id", patient), ("subject_id", patient),
                ("filed_at", at), ("transcribed_at", at), ("location_id", Harbor.Id), ("access_class", "standard"), ("received_at", at), .. besides ?? [],
            ]);
        var count = type == "consult_note" ? 2 : 1;
        for (var page = 1; page <= count; page++)
        {
            (string, object)[] image = pageState == "failed" ? [] : [("image_hash", images[type])];
            await seed.Add("documents.pages", [("transmission_id", transmission), ("number", page), ("position", page), ("state", pageState), ("document_id", document), ("width", 850), ("height", 1100), ("dpi", 100), .. image]);
        }

        await seed.Add("documents.document_texts", ("document_id", document), ("received_at", at), ("text", text), ("words", ""), ("rule_version", 1));
        pages += type == "insurance_card" ? 0 : count;
        return document;
    }

    private void Missing(bool isMissing, string key)
    {
        if (isMissing)
        {
            gaps.Add(key);
        }
    }
}
