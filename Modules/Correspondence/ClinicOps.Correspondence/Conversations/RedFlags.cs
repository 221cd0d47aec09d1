using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ClinicOps.Correspondence.Conversations;

/// <summary>
/// Finds what a clinician must hear of at once in what somebody writes or says, in English and Spanish. What is denied ("no chest pain") and what was long ago
/// ("had a stroke in 2019") is none, unless it is there again. In doubt it is one: a person looks, and that costs a minute.
/// </summary>
internal static partial class RedFlags
{
    /// <summary>At most so many are named; the first is enough to look.</summary>
    private const int Most = 5;

    /// <summary>Of so many it is asked whether they are denied or long ago; who writes more has to be looked at.</summary>
    private const int MostJudged = 100;

    /// <summary>A denial stands near what it denies: further away nobody looks for one.</summary>
    private const int Near = 500;

    /// <param name="heading">What stands over the words: a subject.</param>
    /// <returns>The words as they were written, in their order; empty where nothing was found.</returns>
    public static IReadOnlyList<string> In(string text, string heading = "")
    {
        var (written, plain) = Plain($"{heading}\n\n{WithoutQuotes(text)}");
        return
        [
            .. Patterns.SelectMany(pattern => pattern.Matches(plain))
                .OrderBy(match => match.Index)
                .Where((match, at) => at >= MostJudged || (!IsNameOfSomething().IsMatch(plain[match.Index..]) && IsSaidOfNow(plain, match)))
                .Select(match => written.Substring(match.Index, match.Length))
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Take(Most),
        ];
    }

    private static IEnumerable<Regex> Patterns => [Chest(), Breath(), SelfHarm(), Bleeding(), Stroke(), Allergy(), Overdose(), Unconscious(), Spanish(), SpanishMore()];

    private static bool IsSaidOfNow(string text, Match match)
    {
        var after = match.Index + match.Length;
        var from = text.AsSpan(0, match.Index).LastIndexOfAny(SentenceEnds) + 1;
        var end = text.AsSpan(after).IndexOfAny(SentenceEnds);
        var sentence = text[from..(end < 0 ? text.Length : after + end)];
        var at = match.Index - from;
        return !IsDenied(sentence, at, match.Length) && !AnsweredNo().IsMatch(text[after..]) && !IsLongAgo(sentence, at, match.Length);
    }

    private static bool IsDenied(string sentence, int at, int length)
    {
        // A contrast begins anew: "no fever, but chest pain".
        var before = sentence[Math.Max(at - Near, 0)..at];
        var segment = SegmentAt(sentence, at, length);
        var after = sentence[at..Math.Min(at + length + Near, sentence.Length)];
        var contrast = Contrast().Matches(before).LastOrDefault();
        before = contrast is null ? before : before[(contrast.Index + contrast.Length)..];
        foreach (var denial in Denial().Matches(before).Cast<Match>())
        {
            var between = before[(denial.Index + denial.Length)..];
            if (between.Trim().Length == 0)
            {
                // "I never had chest pain this bad" says that it is there.
                return !Comparison().IsMatch(sentence[(at + length)..]);
            }

            // "No appetite, chest pain since this morning" denies the appetite alone; "no fever, chest pain or cough" denies all of them.
            var isList = !between.Contains(',', StringComparison.Ordinal) || Either().IsMatch(between + after);
            if (isList && !between.TrimStart().StartsWith(',') && !Breaks().IsMatch(between) && !Acute().IsMatch(segment))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Months or years ago, and not said to be there again. "History of seizures and I took all my pills" says only of the seizures that they were.</summary>
    private static bool IsLongAgo(string sentence, int at, int length) =>
        LongAgo().IsMatch(StatementAt(sentence, at, length)) && !ThereAgain().IsMatch(sentence) && !Acute().IsMatch(NoneSince().Replace(SegmentAt(sentence, at, length), " "));

    /// <summary>What is said around it, without another statement before it or after.</summary>
    private static string StatementAt(string sentence, int at, int length)
    {
        var from = StatementBegins().Matches(sentence[..(at + length)]).LastOrDefault(begin => begin.Index <= at)?.Index ?? 0;
        var next = StatementBegins().Match(sentence, at + length);
        return sentence[from..(next.Success ? next.Index : sentence.Length)];
    }

    /// <summary>What stands between the commas around it.</summary>
    private static string SegmentAt(string sentence, int at, int length)
    {
        var from = sentence.LastIndexOf(',', Math.Max(at - 1, 0)) + 1;
        var end = sentence.IndexOf(',', at + length);
        return sentence[from..(end < 0 ? sentence.Length : end)];
    }

    /// <summary>What the clinic wrote before stands quoted in an answer: it says nothing of now. Where each line of it is marked, what stands below is theirs again; where nothing else was written, it is what they say.</summary>
    private static string WithoutQuotes(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        bool IsMarked(int at) => at < lines.Length && lines[at].TrimStart().StartsWith('>');
        var own = lines.Select((line, at) => (Line: line, At: at))
            .TakeWhile(one => IsMarked(one.At + 1) || !QuoteBegins().IsMatch(one.Line))
            .Where(one => !IsMarked(one.At) && !QuoteBegins().IsMatch(one.Line));
        var said = string.Join('\n', own.Select(one => one.Line));
        return said.Any(char.IsLetter) ? said : text.Replace('>', ' ');
    }

    /// <summary>What is no character cannot be compared.</summary>
    private static string Readable(string text) =>
        text.All(c => !char.IsSurrogate(c) && c != '\uFFFE') ? text : string.Concat(text.EnumerateRunes().Select(rune => rune.Value == 0xFFFE ? " " : rune.ToString()));

    /// <summary>The text in single spaces, and the same without accents and capitals, letter under letter. An empty line ends a sentence.</summary>
    private static (string Written, string Plain) Plain(string text)
    {
        var (written, plain) = (new StringBuilder(text.Length), new StringBuilder(text.Length));
        foreach (var c in EmptyLine().Replace(Readable(text), ". ").Normalize(NormalizationForm.FormC))
        {
            // Nobody sees a soft hyphen or a joiner in the middle of a word; what breaks lines parts words.
            var isSpace = char.IsWhiteSpace(c) || char.IsControl(c) || c == '\u200B';
            if (!isSpace && char.GetUnicodeCategory(c) == UnicodeCategory.Format)
            {
                continue;
            }

            if (isSpace && (written.Length == 0 || written[^1] == ' '))
            {
                continue;
            }

            var letter = c switch
            {
                _ when isSpace => ' ',
                '’' or '‘' or '´' or '`' or 'ʼ' => '\'',
                _ => char.ToLowerInvariant(char.IsSurrogate(c) ? c : Base(c)),
            };
            written.Append(isSpace ? ' ' : c);
            plain.Append(letter);
        }

        return (written.ToString(), plain.ToString());
    }

    private static char Base(char c)
    {
        var parts = c.ToString(CultureInfo.InvariantCulture).Normalize(NormalizationForm.FormD);
        return parts.Length > 0 ? parts[0] : c;
    }

    private static readonly SearchValues<char> SentenceEnds = SearchValues.Create(".!?;");

    private const string Mine = "(?:my |his |her |their |the |your |our )?";

    [GeneratedRegex(@"\bchest[ -](?:\w+ )?(?:pains?|pressure|tightness|discomfort|hurts?|hurting|aches?|aching)\b|\b(?:pains?|pressure|tightness|heaviness|weight|elephant|crushing|squeezing|tight)(?: \w+){0,3} (?:in|on|across) " + Mine + @"chest\b|\bchest (?:is|feels)(?: (?!not\b)\w+){0,3} (?:tight|heavy|hurting)\b|\bchest (?:is|feels) (?:tight|heavy|hurting)\b|\bheart attack\b", RegexOptions.CultureInvariant)]
    private static partial Regex Chest();

    [GeneratedRegex(@"\b(?:can't|cant|cannot|can not|couldn't|could not|can barely|could barely|can hardly|barely|hardly|unable to|(?:not|\w+n't) able to|trouble|difficulty|hard to|hard time|struggling to|struggles to|struggling for|fighting for|problems?) (?:\w+ )?(?:breath\w*|catch(?:ing)? (?:my|his|her) breath)\b|\b(?:can't|cant|cannot|can not|couldn't|could not|barely|hardly) get (?:enough |any )?air\b|\bshort(?:ness)? of (?:of )?breathe?\b|\bgasping\b|\bchoking\b|\b(?:not|stopped|stops) breathing\b|\blips (?:are |look |turned |turning |went )?blue\b|\b(?:turning|turned) blue\b", RegexOptions.CultureInvariant)]
    private static partial Regex Breath();

    [GeneratedRegex(@"\bsuicid\w*|\bkill(?:ing)? (?:myself|himself|herself|themselves)\b|\bend(?:ing)? (?:my|his|her|their) (?:own )?life\b|\bend it all\b|\btak(?:e|ing) (?:my|his|her) own life\b|\b(?:want|wants|wanted|wanting) to die\b|\bwish (?:i|he|she) (?:was|were) dead\b|\bbetter off dead\b|\b(?:don't|dont|do not|doesn't|does not) want to (?:live|be alive|go on living|be here any ?more)\b|\b(?:hurt|hurting|harm|harming|cut|cutting) (?:myself|himself|herself)\b|\bself[- ]?harm\w*|\bno reason to live\b|\b(?:don't|dont|do not|doesn't|does not) feel like living\b|\b(?:can't|cant|cannot|can not) go on (?:any ?more|living)\b|\bbetter off without me\b|\bwish (?:i|he|she) (?:was|were|had) never (?:been )?born\b|\b(?:want|wants|going|gonna|threatens|threatened) (?:to )?(?:kill|hurt|harm) (?:someone|somebody|people|others|him|her|them|(?:my|his|her) (?:baby|child|children|kids?|wife|husband|mother|father))\b", RegexOptions.CultureInvariant)]
    private static partial Regex SelfHarm();

    [GeneratedRegex(@"\bbleeding (?:and (?:it )?)?(?:\w+ )?(?:won't|wont|will not|does not|doesn't|doesnt|is not|isn't|has not|hasn't|not|never) (?:stop\w*|slow\w*)|\b(?:can't|cannot|can not|couldn't|won't|wont|doesn't|does not) (?:get (?:it|the bleeding) to stop|stop (?:the |it from )?bleeding)\b|\b(?:heavy|severe|profuse|massive|lots of|a lot of) bleeding\b|\bbleeding (?:so |very |really )?(?:heavily|a lot|badly|profusely|non-?stop|everywhere)\b|\bkeeps? (?:on )?bleeding\b|\bsoak(?:ed|ing|s) (?:through|a pad)\b|\b(?:vomit\w*|throw(?:ing|s)? up|threw up|cough(?:ing|ed)? up|spitting up) (?:\w+ ){0,2}blood\b|\bblood in (?:my|his|her|the) vomit\b|\bblood (?:is |keeps |was )?(?:pouring|gushing|spurting)\b|\btarry stools?\b|\bpregnant(?:,? (?!no\b|not\b|never\b|without\b)[\w']+){0,5} bleeding\b", RegexOptions.CultureInvariant)]
    private static partial Regex Bleeding();

    [GeneratedRegex(@"\bstroke\b|\b(?:face|mouth) (?:is |was |has |started |looks )?(?:droop\w*|sagging)|\bdroop\w* (?:face|mouth)\b|\b(?:one|left|right) side (?:of (?:my|his|her|the) (?:face|body) )?(?:is |went |feels |has gone |got )?(?:numb|weak|paraly\w*|droop\w*)|\b(?:face|arm|leg) (?:just |suddenly )?(?:is |went |has gone )(?:numb|weak|limp)|\bslurr\w*|\b(?:can't|cannot|can not|couldn't) (?:speak|talk|move (?:my|his|her) (?:\w+ )?(?:arm|leg|face|side))\b|\bsudden(?:ly)? (?:weak(?:ness)?|numb(?:ness)?|confus\w*|severe headache|vision loss|loss of vision|blind\w*)|\bsuddenly (?:can't|cannot|couldn't) (?:see|speak|talk|move|walk)\b|\b(?:worst|thunderclap) headache\b|\b(?:can't|cant|cannot|can not|couldn't) feel (?:my|his|her) (?:\w+ )?(?:arms?|legs?|face|side)\b|\blost (?:all )?(?:my |his |her )?(?:vision|sight|speech)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Stroke();

    [GeneratedRegex(@"\ballergic reactions?\b|\banaphyla\w*|\b(?:throat|tongue|lips?|face) (?:is|are|was|were|has|have|feels?|started|keeps?)(?: \w+)? (?:clos\w+|swoll\w+|swell\w+|tight\w*)|\bswelling (?:of|in) " + Mine + @"(?:face|tongue|lips?|throat)\b|\bswollen (?:tongue|lips?|face|throat)\b|\b(?:face|tongue|lips?|throat) swelling\b|\bthroat closing\b", RegexOptions.CultureInvariant)]
    private static partial Regex Allergy();

    [GeneratedRegex(@"\boverdos\w*|\b(?:took|taken|take|swallowed|ate) (?:\w+ ){0,2}(?:too many|way too much|too much (?:of )?(?:my |his |her |the )?(?:insulin|tylenol|acetaminophen|ibuprofen|aspirin|warfarin|med\w*|pills)|(?:a |the )?whole bottle|all (?:of )?(?:my|his|her|the|their) (?:pills|tablets|meds|medicine|medication)|(?:\d{2,}|twenty|thirty|forty|fifty) (?:of (?:my|his|her|the|their) )?(?:(?!mg|mcg|ml)\w+ )?(?:pills|tablets|capsules|tylenol|advil|aspirins?|ibuprofen|benadryl|xanax))|\b(?:swallowed|drank|ate) (?:\w+ ){0,3}(?:bleach|poison|antifreeze|batter(?:y|ies)|detergent)\b|\bpoison(?:ed|ing)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Overdose();

    [GeneratedRegex(@"\bpass(?:ed|ing) out\b|\bfaint(?:ed|ing)\b|\b(?:going|about) to (?:faint|pass out)\b|\bblack(?:ed|ing) out\b|\b(?:not|isn't|isnt) waking up\b|\b(?:he|she|baby|mom|mother|dad|father|husband|wife|son|daughter) (?:is not|isn't|isnt|won't|does not|doesn't) respond(?:ing)?\b|\b(?:not|haven't|havent|hasn't|can't|cannot|don't|didn't) (?:\w+ )?(?:felt|feel|feeling) (?:the |my |our )?baby\b|\bunconscious\b|\bunresponsive\b|\b(?:won't|wont|will not|can't|cannot|doesn't|does not) wake (?:\w+ )?up\b|\b(?:can't|cannot|couldn't) wake (?:him|her|them)\b|\bseizures?\b|\bconvuls\w*|\bbaby (?:has not|hasn't|is not|isn't|stopped|not) (?:moved|moving|kicked|kicking)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Unconscious();

    [GeneratedRegex(@"\bdolor\w* (?:\w+ ){0,3}(?:en|del?) (?:el |mi |su )?pecho\b|\b(?:me|le) (?:aprieta|oprime|presiona) (?:\w+ ){0,2}(?:el )?pecho\b|\b(?:me|le) duele (?:\w+ ){0,2}(?:el )?pecho\b|\b(?:presion|opresion|apreta\w+) (?:en|de|del) (?:el |mi |su )?pecho\b|\bataque (?:al|del|de) corazon\b|\binfarto\b|\bno (?:puedo|puede|podia|pudo|logra|logro) (?:\w+ )?respirar\b|\b(?:me|le) falta (?:mucho )?(?:el )?aire\b|\bfalta de aire\b|\b(?:dificultad(?:es)?|problemas?) (?:para|al|de|en) respirar\b|\b(?:me|le) cuesta (?:\w+ )?respirar\b|\bme ahogo\b|\bse (?:esta ahogando|ahoga)\b|\b(?:puso|poniendo|labios) (?:azul|morad)\w*|\bquier[oe] (?:morir\w*|matar)\b|\b(?:me quiero|se quiere|me voy a|se va a) (?:suicidar|quitar la vida|hacer dano)\b|\b(?:matarme|matarse)\b|\bquitar(?:me|se) la vida\b|\bno quier[oe] (?:vivir|seguir viviendo)\b|\bhacer(?:me|se) dano\b|\bacabar con (?:mi|su) vida\b", RegexOptions.CultureInvariant)]
    private static partial Regex Spanish();

    [GeneratedRegex(@"\bno (?:para|deja|dejo|paro) de sangrar\b|\b(?:sangr\w+|hemorragia) (?:\w+ ){0,3}no (?:para|se detiene|deja|cesa)\b|\bsangr(?:a|o|ando|ado) (?:mucho|demasiado)\b|\bhemorragia\b|\bmucha sangre\b|\b(?:vomit|tos|escup)\w* (?:con |mucha )?sangre\b|\bderrame cerebral\b|\bembolia\b|\b(?:cara|boca) (?:torcida|caida|dormida)\b|\bse (?:me|le) (?:torcio|durmio|cayo|paralizo) (?:la|un|medio) (?:boca|cara|lado|mitad)\b|\bno (?:siento|siente) (?:el |la |mi |su |las |los |mis |sus )?(?:brazos?|piernas?|cara|lado)\b|\bno (?:puedo|puede) (?:hablar|mover)\w*|\b(?:un|medio|el) lado (?:\w+ ){0,3}(?:dormido|entumecido|paralizado)\b|\breaccion alergica\b|\banafila\w*|\bse (?:me|le) (?:\w+ )?(?:cierra|cerrando|cerro|hincha|hinchan|hinchando|hincho|hincharon) (?:la |el |los )?(?:garganta|lengua|labios|cara)\b|\b(?:garganta|lengua|labios|cara) (?:muy )?hinchad\w+|\bsobredosis\b|\b(?:tome|tomo|tomado) (?:demasiad\w+|muchas|todas)(?: \w+)? (?:pastillas|medicinas|pildoras|tabletas)\b|\b(?:tome|tomo|tomado) todo el (?:frasco|bote|pomo)\b|\b(?:tome|tomo|tomado) (?:\w+ )?\d{2,} (?:pastillas|pildoras|tabletas)\b|\benvenen\w+|\bdesmay\w+|\binconsciente\b|\bno (?:se )?(?:responde|despierta)\b|\bconvulsi\w+|\bbebe no se mueve\b|\bno (?:siento|he sentido) (?:mover(?:se)? )?(?:al|a mi|el|mi) bebe\b", RegexOptions.CultureInvariant)]
    private static partial Regex SpanishMore();

    /// <summary>"Stroke clinic", "seizure medication": the name of something, not something that happens.</summary>
    [GeneratedRegex(@"^(?:stroke|seizures?|chest pain|allergic reactions?|overdos\w*|heart attack) (?:clinic|center|unit|class|group|survivor|rehab\w*|risk|prevention|follow[- ]?up|medicines?|medications?|meds?|disorder|diary|log|specialist|action plan|brochure|pamphlet|bill|code)\b|^stroke (?:of|order)\b", RegexOptions.CultureInvariant)]
    private static partial Regex IsNameOfSomething();

    [GeneratedRegex(@"\b(?:no longer|ya no|nunca|never|don't|dont|do not|doesn't|does not|didn't|did not|haven't|have not|hasn't|has not|hadn't|isn't|is not|wasn't|was not|am not|i'm not|aren't|not|no|nor|ni|sin|tampoco)\b(?: (?:currently|really|actually|ever|been|have|has|had|having|get|getting|got|feel|feeling|felt|experienc\w+|show\w*|see|seen|notice\w*|tiene|tengo|tuvo|tenido|he|ha|habia|hemos|siento|siente|any|a|an|the|more|new|other|further|sign|signs|symptoms?|thoughts?|episodes?|of|un|una|ningun|ninguna|mas|el|la|en)\b)*|\b(?:den(?:y|ies|ied)|niega|without|negative for|free of|absence of|ruled out|instead of)(?: (?:any|having|a|an|the|of|recent|current|thoughts?|signs?)\b)*", RegexOptions.CultureInvariant)]
    private static partial Regex Denial();

    /// <summary>Between a denial and what it denies stands a list of things, and no other statement.</summary>
    [GeneratedRegex(@"\b(?:and|y|e|i|he|she|we|they|it|my|his|her|yo|mi|su|now|because|so|is|are|am|was|have|has|had|got|get|feel|feels|started|since|today|can|can't|could|will|eaten|slept|eat|sleep|only|just|sure|know|better|me|relie\w+|improv\w+|help\w*|stop\w*|eas\w+|chang\w+|control\w*|work\w*|tak\w+|took|tolerat\w+|stand|bear|go(?:es|ne|ing)?|away|porque|que|si|ahora|hoy|tengo|tiene|siento|solo|va|fue|ido|quit\w+|pasa\w*|aguant\w+|soport\w+|calm\w+|alivi\w+|mejor\w*|dej\w+)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Breaks();

    /// <summary>A comma or "and", and somebody who is, has or does something now.</summary>
    [GeneratedRegex(@"(?:,| and| y| e) (?=(?:(?:i|he|she|we|they|it|yo|el|ella|(?:my|his|her|the|mi|su) \w+) )?(?:am|i'm|he's|she's|it's|is|are|has|have|having|i've|can't|cant|cannot|can|feel\w*|took|swallowed|wants?|don't|doesn't|keeps?|gets?|tengo|tiene|siento|siente|me|le|se|no puedo|no puede|quier[oe]|tome|tomo|esta|estoy)\b)| and (?=(?:i|he|she|we|they) )", RegexOptions.CultureInvariant)]
    private static partial Regex StatementBegins();

    [GeneratedRegex(@"^ (?:like this|(?:this|that|so|as) (?:bad|strong|severe|intense)|asi\b|tan \w+)", RegexOptions.CultureInvariant)]
    private static partial Regex Comparison();

    [GeneratedRegex(@"\b(?:or|nor|ni|o|any)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Either();

    [GeneratedRegex(@"\b(?:but|however|except|although|though|yet|pero|sino|aunque|excepto)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Contrast();

    /// <summary>"Chest pain: no", as forms and lists have it.</summary>
    [GeneratedRegex(@"^ ?[:?=-]+ ?(?:no\b(?! (?:better|relief|change|improvement|idea|matter|help|sleep|(?:more |\w+ )?(?:pills?|med\w+|doctor|one)|(?:(?:se|me|le) )*(?:quit|pas|dej|calm|va\b|aguant|mejor)\w*))|none\b(?! of)|never\b(?! (?:this|so|like|stop|goe?s?|eas))|negative|denied|denies|ninguno|ninguna|nunca\b(?! (?:asi|tan|se)))\b", RegexOptions.CultureInvariant)]
    private static partial Regex AnsweredNo();

    [GeneratedRegex(@"\blast (?:year|month|summer|winter|spring|fall|autumn)\b|\b(?:years?|months?|decades?) (?:ago|back|before)\b|\b(?:in|since|from|around|back in) (?:the )?(?:19|20)\d\ds?\b|\bwhen (?:i|he|she) was (?:an? (?:\w+ )?(?:child|kid|baby|boy|girl|teen\w*|student|toddler|infant)\b|in (?:school|college|high|middle|grade|kindergarten|my|his|her|the (?:army|navy|service|military)) ?|young|little|younger|\d+\b(?! ?(?:min|hour|block|step|mile)))|\bas a (?:child|kid|teen\w*)|\b(?:family )?(?:history|hx|h/o) of\b|\bin the past\b|\bused to (?:have|get)\b|\b(?:ano|mes|verano|invierno) pasado\b|\bhace (?:\w+ )?(?:ano|anos|mes|meses)\b(?! que)|\ben (?:el )?(?:19|20)\d\d\b|\bcuando era (?:nin\w+|joven|chic\w+)|\bantecedentes?\b|\bhistorial de\b", RegexOptions.CultureInvariant)]
    private static partial Regex LongAgo();

    [GeneratedRegex(@"\b(?:now|today|tonight|this (?:morning|afternoon|evening|week)|right now|currently|at the moment|since|just|last night|yesterday|ahora|hoy|desde|esta (?:manana|tarde|noche)|anoche|ayer|acab\w+)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Acute();

    [GeneratedRegex(@"\b(?:again|still|worse|worsening|came back|come back|coming back|comes back|is back|are back|it's back|back again|returned|right now|otra vez|de nuevo|todavia|sigue|sigo|volvio|volvieron|empeor\w+|ahora mismo)\b", RegexOptions.CultureInvariant)]
    private static partial Regex ThereAgain();

    [GeneratedRegex(@"\b(?:none|nothing|not|never|no more|nada|ninguno|ninguna) (?:ever )?(?:since|desde)\b(?: then| entonces)?", RegexOptions.CultureInvariant)]
    private static partial Regex NoneSince();

    [GeneratedRegex(@"\n[ \t]*\n")]
    private static partial Regex EmptyLine();

    [GeneratedRegex(@"^\s*(?:-{3,} ?(?:original message|mensaje original)|on .{5,120} wrote:\s*$|el .{5,120} escribio:\s*$|el .{5,120} escribió:\s*$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex QuoteBegins();
}
