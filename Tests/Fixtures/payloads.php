<?php
// Reads lines {"op": …} from standard input and answers each with one line of JSON: the reference decoder and encoder
// for payloads.py. Values are written as the tests expect them: strings that are not UTF-8 as {"$bytes": base64},
// objects as {"$opaque": class, "fields": {…}}.
function shown($v, bool $top = false) {
    if (is_string($v)) {
        return mb_check_encoding($v, 'UTF-8') ? $v : ['$bytes' => base64_encode($v)];
    }
    if (is_float($v)) {
        return is_finite($v) ? $v : new Special(is_nan($v) ? 'NaN' : ($v > 0 ? 'Infinity' : '-Infinity'));
    }
    if (is_object($v)) {
        $class = get_class($v);
        $fields = new stdClass;
        foreach ((array) $v as $name => $value) {
            $name = (string) $name;
            if ($name === '__PHP_Incomplete_Class_Name') { $class = $value; continue; }
            if ($name !== '' && $name[0] === "\0") {
                [$scope, $bare] = explode("\0", substr($name, 1), 2);
                $name = $scope === '*' ? "$bare:protected" : "$bare:$scope:private";
            }
            $fields->{$name} = shown($value);
        }
        $node = ['$opaque' => $class];
        if ((array) $fields) { $node['fields'] = $fields; }
        return $node;
    }
    if (is_array($v)) {
        if (!$top && array_is_list($v)) { return array_map(fn($x) => shown($x), $v); }
        $object = new stdClass;
        foreach ($v as $key => $value) { $object->{(string) $key} = shown($value); }
        return $object;
    }
    return $v;
}

// PHP's json_encode cannot spell NaN; a marker is replaced in the text.
class Special implements JsonSerializable {
    public function __construct(private string $name) {}
    public function jsonSerialize(): mixed { return "\u{1}special:{$this->name}\u{1}"; }
}

function text($v): string {
    $json = json_encode($v, JSON_PRESERVE_ZERO_FRACTION | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR);
    return preg_replace('/"\\\\u0001special:([A-Za-z-]+)\\\\u0001"/', '$1', $json);
}

ini_set('serialize_precision', '-1');
ini_set('unserialize_callback_func', '');
session_start(['use_cookies' => 0, 'cache_limiter' => '', 'save_path' => sys_get_temp_dir()]);
while (($line = fgets(STDIN)) !== false) {
    $in = json_decode($line, true);
    $payload = base64_decode($in['payload'] ?? '');
    switch ($in['op']) {
        case 'unserialize':
            $out = text(shown(unserialize($payload, ['allowed_classes' => false]), true));
            break;
        case 'session':
            $_SESSION = [];
            session_decode($payload);
            $out = text(shown($_SESSION, true));
            break;
        case 'make':
            // Trusted: the expressions are in payloads.py.
            $value = eval('return ' . $in['code'] . ';');
            $out = base64_encode(serialize($value));
            break;
        case 'encrypt':
            require_once '/usr/share/php/Illuminate/Encryption/autoload.php';
            $encrypter = new Illuminate\Encryption\Encrypter(base64_decode($in['key']), $in['cipher']);
            $out = base64_encode($encrypter->encrypt($payload));
            break;
        case 'decrypt':
            require_once '/usr/share/php/Illuminate/Encryption/autoload.php';
            $encrypter = new Illuminate\Encryption\Encrypter(base64_decode($in['key']), $in['cipher']);
            $out = base64_encode($encrypter->decrypt($payload));
            break;
    }
    echo $out, "\n";
}
