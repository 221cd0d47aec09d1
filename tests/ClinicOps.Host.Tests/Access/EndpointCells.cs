using System.Reflection;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Host.Tests.Access;

/// <summary>Something that can be asked of the running host: a page's handler, or an endpoint.</summary>
/// <param name="Route">As declared, "/intake/tasks/task/{id:guid}".</param>
/// <param name="Policy">The right it asks for; null for what is open to everybody.</param>
/// <param name="PathThing">What the id in the path names; null for an address without one.</param>
/// <param name="Fields">The ids among the query's (of a GET) or the form's (of a POST) fields, and what each names.</param>
public sealed record Asked(string Method, string Route, string? Handler, string? Policy, RoutePattern Pattern, Thing? PathThing, IReadOnlyList<Field> Fields)
{
    public bool NamesIds => PathThing is not null || Fields.Any(named => named.Thing is not null and not Thing.Fresh);

    public override string ToString() => $"{Method} {Route}{(Handler is null ? "" : "?handler=" + Handler)}";

    public string Address(AccessWorld world, Whose whose)
    {
        var path = "/" + string.Join('/', Pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart { IsCatchAll: true } => "",
            RoutePatternParameterPart { ParameterPolicies: [{ Content: "int" }, ..] } => "1",
            _ => world.Id(PathThing!.Value, whose).ToString(),
        }))));
        var query = Fields.Where(field => field.InQuery).Select(field => $"{field.Name}={Uri.EscapeDataString(field.Value(world, whose))}");
        var all = string.Join('&', Handler is null ? query : query.Prepend("handler=" + Handler));
        return all.Length == 0 ? path : $"{path}?{all}";
    }
}

/// <summary>A field of a query or a form that names something.</summary>
/// <param name="Thing">Null for what names nothing and is asked for all the same: a day, an instant.</param>
/// <param name="Text">What comes after the id; without an id, the whole value.</param>
public sealed record Field(string Name, Thing? Thing, bool InQuery, string Text = "")
{
    public string Value(AccessWorld world, Whose whose) => (Thing is { } thing ? world.Id(thing, whose).ToString() : "") + Text;
}

/// <summary>
/// Everything that the host's endpoint table holds, as requests. Ids are recognised by the address they stand in and by their names: one
/// that is not listed here is a problem, so that no new page escapes the test.
/// </summary>
public static class EndpointCells
{
    /// <summary>What an id in a path names, by how its route begins.</summary>
    private static readonly (string Route, Thing Thing)[] Paths =
    [
        ("/intake/patients/patient/{id", Thing.Patient),
        ("/intake/tasks/task/{id", Thing.Task),
        ("/intake/threads/{id", Thing.CareThread),
        ("/intake/coverage/visit/{id", Thing.Visit),
        ("/intake/authorizations/authorization/{id", Thing.Authorization),
        ("/intake/referrals/referral/{id", Thing.Referral),
        ("/documents/document/{id", Thing.FiledDocument),
        ("/documents/review/{documentId", Thing.WaitingDocument),
        ("/documents/pages/{pageId", Thing.Page),
        ("/documents/recheck/{id", Thing.Recheck),
        ("/documents/acknowledge/{id", Thing.Duty),
        ("/documents/transmissions/{id", Thing.Transmission),
        ("/correspondence/letters/letter/{id", Thing.Letter),
        ("/correspondence/letters/delivery/{id", Thing.Delivery),
        ("/correspondence/conversations/conversation/{id", Thing.Conversation),
        ("/correspondence/numbers/number/{id", Thing.FaxNumber),
        ("/correspondence/incidents/incident/{id", Thing.FaxIncident),
        ("/correspondence/records/request/{id", Thing.RecordsRequest),
        ("/correspondence/batches/batch/{id", Thing.LetterBatch),
        ("/scheduling/visits/visit/{id", Thing.Visit),
        ("/scheduling/provider-out/outage/{id", Thing.Outage),
        ("/documents/mail/{id", Thing.Mail),
        ("/documents/settings/inboxes/mailbox/{id", Thing.MailAccount),
        ("/settings/users/user/{id", Thing.User),
        ("/settings/locations/location/{id", Thing.Location),
        ("/intake/check-in/visit/{id", Thing.Visit),
        ("/intake/chart-prep/visit/{id", Thing.Visit),
        ("/intake/coding/visit/{id", Thing.FinishedVisit),
        ("/intake/money/entry/{id", Thing.LedgerEntry),
        ("/intake/money/patient/{id", Thing.Patient),
        ("/intake/receipts/receipt/{id", Thing.LedgerEntry),
        ("/intake/settings/patient-files/file/{id", Thing.PatientFile),
        ("/scheduling/settings/schedule-files/file/{id", Thing.ScheduleFile),
        ("/intake/day-close/session/{id", Thing.DrawerSession),
        ("/break-glass/{patientId", Thing.Patient),

        // Of the links in mails, and of a calendar's address: no id is one.
        ("/v/{token", Thing.Fresh),
        ("/o/{token", Thing.Fresh),
        ("/m/{token", Thing.Fresh),
        ("/feeds/{token", Thing.Fresh),
    ];

    /// <summary>What an id in a query or form names, by its name there.</summary>
    private static readonly Dictionary<string, Thing> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["patient"] = Thing.Patient,
        ["patientId"] = Thing.Patient,
        ["known"] = Thing.Patient,
        ["location"] = Thing.Location,
        ["locationId"] = Thing.Location,
        ["providerId"] = Thing.Provider,
        ["taskId"] = Thing.Task,
        ["userId"] = Thing.User,
        ["owner"] = Thing.User,

        // Of /account, a session: one of another user is never found (SessionTests).
        ["id"] = Thing.Fresh,
        ["visitId"] = Thing.Fresh,
        ["letterId"] = Thing.Fresh,

        // Of a batch of letters: the form makes its id.
        ["newId"] = Thing.Fresh,
        // A mail that was set aside: it is about nobody and of no location (RepliesTests).
        ["mailId"] = Thing.Fresh,

        // The conversation that a letter answers; of a canned answer, a task and a conversation to come, ids that are about nobody.
        ["conversation"] = Thing.Conversation,
        ["conversationId"] = Thing.Fresh,
        ["cannedId"] = Thing.Fresh,
        ["handOverId"] = Thing.Fresh,
        ["opened"] = Thing.Fresh,
        ["sheet"] = Thing.Page,

        // A change of pages, found by its transmission (ChangePagesTests).
        ["done"] = Thing.Fresh,

        // Of an order and what was said of it, found in its document alone (OrderStatesTests).
        ["orderId"] = Thing.Fresh,
        ["mark"] = Thing.Fresh,
        ["user"] = Thing.User,

        // Of a line of the table of order tasks, which is about no patient.
        ["version"] = Thing.Fresh,

        // Of acknowledging: to whom it goes, who covers, who is in a pool; what is undone is found by its duty.
        ["to"] = Thing.User,
        ["coverId"] = Thing.User,
        ["members"] = Thing.User,
        ["poolId"] = Thing.Fresh,
        ["step"] = Thing.Fresh,
        ["copyId"] = Thing.WaitingDocument,
        ["locations"] = Thing.Location,
        ["provider"] = Thing.Provider,
        ["task"] = Thing.Task,
        ["visit"] = Thing.Visit,
        ["moving"] = Thing.Visit,
        ["change"] = Thing.VisitChange,
        ["visitTypeId"] = Thing.VisitType,

        // Of a call: the form makes its id.
        ["attemptId"] = Thing.Fresh,

        // Of a calendar's subscription: the form makes its id, or it is found at the user's locations alone (FeedPageTests).
        ["feedId"] = Thing.Fresh,
        // Of the waitlist and recalls; of a new one, or of an offer, the form makes the id.
        ["entry"] = Thing.WaitlistEntry,
        ["freed"] = Thing.FreedSlot,
        ["offer"] = Thing.SlotOffer,
        ["offerId"] = Thing.Fresh,
        ["providerIds"] = Thing.Provider,
        ["recall"] = Thing.Recall,
        ["recalls"] = Thing.Recall,
        ["recallId"] = Thing.Fresh,

        // Of money and check-in: ids that the form makes; a drawer that is opened, and the session it then has.
        ["entryId"] = Thing.Fresh,
        ["chargeId"] = Thing.Fresh,
        ["signedId"] = Thing.Fresh,
        ["sessionId"] = Thing.DrawerSession,
        ["drawer"] = Thing.Location,
        ["correctionId"] = Thing.Fresh,
        ["correction"] = Thing.Fresh,

        // Of what was given out: the form makes its id, and it is taken back only at its patient (DisclosureTests).
        ["givenId"] = Thing.Fresh,

        // Of a records request: the form makes its id; its document and who signed it are found at its patient alone.
        ["recordsId"] = Thing.Fresh,
        ["formDocument"] = Thing.FiledDocument,
        ["signerPerson"] = Thing.Fresh,

        // A co-pay, a phone number, an address, and what was said of being reached, are found in their visit and their patient alone; the form makes ids of estimates.
        ["wrongId"] = Thing.Fresh,
        ["numberId"] = Thing.Fresh,
        ["written"] = Thing.Fresh,
        ["addressId"] = Thing.Fresh,
        ["replaces"] = Thing.Fresh,
        ["ends"] = Thing.Fresh,
        ["estimateId"] = Thing.Fresh,
        ["asked"] = Thing.Fresh,
        ["givingId"] = Thing.Fresh,
        ["chosen"] = Thing.Delivery,
        ["batchId"] = Thing.PrintBatch,

        // Of a fax that went to the wrong number: the form makes it.
        ["incidentId"] = Thing.Fresh,

        // Of the review queue: counted, and undone, only where the user sees them.
        ["listed"] = Thing.WaitingDocument,
        ["batch"] = Thing.Fresh,

        // Of the inbox: its chosen lines.
        ["rows"] = Thing.Transmission,

        // Of an authorization: a step that a form makes, and a letter, which is found by its patient (ProposalTests).
        ["stepId"] = Thing.Fresh,
        ["letter"] = Thing.Fresh,

        // Of a referral: documents are enclosed only where they are the patient's own.
        ["enclosed"] = Thing.Fresh,

        // The referral that a visit counted under until now.
        ["from"] = Thing.Referral,

        // The clinic's labels, and notes, which are found by their document; a colleague is named in a giving.
        ["label"] = Thing.Fresh,
        ["put"] = Thing.Fresh,
        ["saved"] = Thing.Fresh,
        ["note"] = Thing.Fresh,
        ["colleague"] = Thing.User,

        // Of tasks: an act that the page makes, what a list shows (counted only), and the clinic's teams, which are about no patient.
        ["taskIds"] = Thing.Task,
        ["actId"] = Thing.Fresh,
        ["shown"] = Thing.Fresh,
        ["team"] = Thing.Fresh,

        // Of coverage: a question's id is made by the form, a coverage is found in its patient alone, a payer and its plans are about nobody.
        ["checkId"] = Thing.Fresh,
        ["coverageId"] = Thing.Fresh,
        ["coverage"] = Thing.Fresh,
        ["payerId"] = Thing.Fresh,
        ["planId"] = Thing.Fresh,

        // Of packets for payers: the form makes a new one's id.
        ["packetId"] = Thing.Fresh,
        ["deliveryId"] = Thing.Fresh,
        ["handOffId"] = Thing.Fresh,
        ["made"] = Thing.CodingHandOff,
        ["packet"] = Thing.AuthorizationPacket,
        ["referralPacket"] = Thing.ReferralPacket,
        ["papers"] = Thing.FiledDocument,

        // Of files of the EHR: the form makes the id of a new one, and lines are found in their file, in sight alone.
        ["fileId"] = Thing.Fresh,
        ["lines"] = Thing.Fresh,

        // Of people and notes: an id that the form makes, or one found in its patient alone.
        ["personId"] = Thing.Fresh,
        ["noteId"] = Thing.Fresh,

        // Of merging: an id that the form makes, or a merge found by its patient; the two records.
        ["mergeId"] = Thing.Fresh,

        // Of the schedule's set-up, which is about no patient: ids that forms make, or that are found at the user's locations alone; and a hold, which is its holder's.
        ["holdId"] = Thing.Fresh,
        ["roomId"] = Thing.Fresh,
        ["typeId"] = Thing.Fresh,
        ["kindIds"] = Thing.Fresh,
        ["seen"] = Thing.Fresh,
        ["exceptionId"] = Thing.Fresh,
        ["holidayId"] = Thing.Fresh,
        ["blockId"] = Thing.Fresh,

        // Of an absence, which the form makes.
        ["outageId"] = Thing.Fresh,
        ["survivor"] = Thing.Patient,

        // Of series and linked visits: a visit beside which another goes, and to which a page goes back; whom a warning was about; ids that forms make; acts, found by their visits in sight alone.
        ["beside"] = Thing.Visit,
        ["besideId"] = Thing.Visit,
        ["back"] = Thing.Visit,
        ["beyondFor"] = Thing.Patient,
        ["seriesId"] = Thing.Fresh,
        ["act"] = Thing.Fresh,

        // Of a request for an appointment: found at the user's locations alone (RequestEndTests).
        ["request"] = Thing.AppointmentRequest,
        ["with"] = Thing.Patient,

        // Of calls: the form makes its id; one that is taken back is found in its conversation, in sight alone (CallTests).
        ["callId"] = Thing.Fresh,
    };

    /// <summary>Texts that begin with an id: what it names, and what comes after it.</summary>
    private static readonly Dictionary<string, (Thing Thing, string After)> Texts = new(StringComparer.OrdinalIgnoreCase)
    {
        ["visit"] = (Thing.Visit, "|0"),
        ["slot"] = (Thing.Provider, "|2031-03-04T15:00Z"),
    };

    public static async Task<(IReadOnlyList<Asked> Asked, IReadOnlyList<string> Problems)> Of(RunningHost host)
    {
        var (asked, problems) = (new List<Asked>(), new List<string>());
        foreach (var endpoint in ((IEndpointRouteBuilder)host.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            var route = "/" + endpoint.RoutePattern.RawText?.TrimStart('/');
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } descriptor)
            {
                var policy = endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null ? endpoint.Metadata.OfType<IAuthorizeData>().Select(data => data.Policy).FirstOrDefault(name => name is not null) : null;
                foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                {
                    asked.Add(new Asked(method, route, null, policy, endpoint.RoutePattern, PathThing(endpoint, route, problems), []));
                }

                continue;
            }

            // A page has its own address and, where it is an index, another: one of them will do.
            if (asked.Any(known => known.Pattern.RawText == endpoint.RoutePattern.RawText))
            {
                continue;
            }

            var page = await host.App.Services.GetRequiredService<PageLoader>().LoadAsync(descriptor, endpoint.Metadata);
            var right = page.ModelTypeInfo!.GetCustomAttribute<AuthorizeAttribute>()?.Policy;
            foreach (var handler in page.HandlerMethods)
            {
                var method = handler.HttpMethod.ToUpperInvariant();
                var fields = Ids(handler, page, endpoint.RoutePattern, method, $"{method} {route}", problems);
                asked.Add(new Asked(method, route, handler.Name, right, endpoint.RoutePattern, PathThing(endpoint, route, problems), fields));
            }
        }

        return (asked, problems);
    }

    private static Thing? PathThing(RouteEndpoint endpoint, string route, List<string> problems)
    {
        var ids = endpoint.RoutePattern.Parameters.Where(part => !part.IsCatchAll && part.ParameterPolicies is not [{ Content: "int" }, ..]).ToList();
        if (ids.Count == 0)
        {
            return null;
        }

        if (ids.Count == 1 && Paths.Where(path => route.StartsWith(path.Route, StringComparison.Ordinal)).Select(path => (Thing?)path.Thing).FirstOrDefault() is { } thing)
        {
            return thing;
        }

        problems.Add($"{route}: nobody says what its id names. Add its beginning to EndpointCells.Paths.");
        return Thing.Fresh;
    }

    /// <summary>The handler's own parameters and, in a form, the bound properties of the page, as far as they are ids.</summary>
    private static List<Field> Ids(
        HandlerMethodDescriptor handler, CompiledPageActionDescriptor page, RoutePattern pattern, string method, string what, List<string> problems)
    {
        var named = handler.Parameters.SelectMany(parameter => IdNames(parameter.BindingInfo?.BinderModelName ?? parameter.Name, parameter.ParameterType, depth: 0)
            .Select(id => (id.Name, id.Type, InQuery: method == "GET" || parameter.BindingInfo?.BindingSource == BindingSource.Query)));
        if (method != "GET")
        {
            named = named.Concat(page.BoundProperties.SelectMany(property => IdNames(property.Name, property.ParameterType, depth: 0)).Select(id => (id.Name, id.Type, InQuery: false)));
        }

        var fields = new List<Field>();
        foreach (var (name, type, inQuery) in named.DistinctBy(id => id.Name).Where(id => pattern.GetParameter(id.Name) is null))
        {
            var last = name.Split('.')[^1];
            if (type == typeof(string))
            {
                if (Texts.TryGetValue(last, out var text))
                {
                    fields.Add(new Field(name, text.Thing, inQuery, text.After));
                }
            }
            else if (type == typeof(DateOnly))
            {
                fields.Add(new Field(name, null, inQuery, "2031-03-04"));
            }
            else if (type == typeof(DateTimeOffset))
            {
                fields.Add(new Field(name, null, inQuery, "2031-03-04T15:00Z"));
            }
            else if (Names.TryGetValue(last, out var thing))
            {
                fields.Add(new Field(name, thing, inQuery));
            }
            else
            {
                problems.Add($"{what}: nobody says what the id {name} names. Add it to EndpointCells.Names.");
            }
        }

        return fields;
    }

    private static IEnumerable<(string Name, Type Type)> IdNames(string name, Type type, int depth)
    {
        if (type == typeof(Guid) || type == typeof(Guid?) || type == typeof(Guid[]) || type == typeof(List<Guid>)
            || type == typeof(string) || type == typeof(DateOnly) || type == typeof(DateTimeOffset))
        {
            return [(name, type)];
        }

        return depth < 2 && type.Assembly.GetName().Name!.StartsWith("ClinicOps.", StringComparison.Ordinal) && type is { IsClass: true }
            ? type.GetProperties().Where(property => property.CanWrite).SelectMany(property => IdNames($"{name}.{property.Name}", property.PropertyType, depth + 1))
            : [];
    }
}
